"""What every RTP endpoint promises: the fake and the real one pass the same suite."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Protocol, cast

import pytest
from typing_extensions import override

from sotto.engines.rtp import dtmf, g711, health, recording
from sotto.engines.rtp.client import NoPortLeft, RtpEndpoint, RtpSession, UdpEndpoint
from sotto.engines.rtp.config import RtpConfig
from sotto.engines.rtp.fake import FakeEndpoint, FakeSession
from sotto.engines.rtp.packets import Packet, build, parse
from sotto.engines.rtp.session import Remote

pytestmark = pytest.mark.contract

PROMPT = g711.encode(b"\x00\x20" * 800)  # 100 ms.
VOICE = g711.encode(b"\x34\x12" * g711.FRAME)
FIRST_PORT, LAST_PORT = 46900, 46907
PATIENCE_S = 5


@dataclass
class Ear:
    """Notes what the endpoint tells."""

    keys: list[str] = field(default_factory=list)
    played: int = 0
    audio: bytearray = field(default_factory=bytearray)

    def on_digit(self, key: str) -> None:
        self.keys.append(key)

    def on_played(self) -> None:
        self.played += 1

    def on_audio(self, block: bytes) -> None:
        self.audio += block


class Rig(Protocol):
    """An endpoint and somebody to talk to it."""

    endpoint: RtpEndpoint

    def meet(self, session: RtpSession, *, payload_type: int = g711.PCMU) -> None: ...
    def say(self, session: RtpSession, packet: Packet) -> None: ...
    def heard(self, session: RtpSession) -> bytes: ...
    def until(self, condition: Callable[[], bool]) -> None: ...


class FakeRig:
    def __init__(self) -> None:
        self.endpoint: RtpEndpoint = FakeEndpoint(ports=4)

    def meet(self, session: RtpSession, *, payload_type: int = g711.PCMU) -> None:
        session.connect(Remote("127.0.0.1", 46990, payload_type, dtmf.DYNAMIC))

    def say(self, session: RtpSession, packet: Packet) -> None:
        cast("FakeSession", session).hear_packet(packet)

    def heard(self, session: RtpSession) -> bytes:
        return bytes(cast("FakeSession", session).sent)

    def until(self, condition: Callable[[], bool]) -> None:
        for session in cast("FakeEndpoint", self.endpoint).sessions:
            session.finish_playing()
        assert condition()


class RealRig:
    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self.endpoint: RtpEndpoint = self._loop.run_until_complete(self._open())
        self._peer = socket.socket(socket.AF_INET, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        self._peer.bind(("127.0.0.1", 0))
        self._heard = bytearray()

    async def _open(self) -> RtpEndpoint:
        return UdpEndpoint(RtpConfig("127.0.0.1", FIRST_PORT, LAST_PORT))

    def meet(self, session: RtpSession, *, payload_type: int = g711.PCMU) -> None:
        port = self._peer.getsockname()[1]
        session.connect(Remote("127.0.0.1", port, payload_type, dtmf.DYNAMIC))

    def say(self, session: RtpSession, packet: Packet) -> None:
        self._peer.sendto(build(packet), ("127.0.0.1", session.local_port))

    def heard(self, session: RtpSession) -> bytes:
        while True:
            try:
                packet = parse(self._peer.recv(2048))
            except BlockingIOError:
                return bytes(self._heard)
            assert packet is not None
            self._heard += packet.payload

    def until(self, condition: Callable[[], bool]) -> None:
        self._loop.run_until_complete(asyncio.wait_for(self._poll(condition), PATIENCE_S))

    async def _poll(self, condition: Callable[[], bool]) -> None:
        while not condition():  # noqa: ASYNC110 — any condition, whoever fulfils it.
            await asyncio.sleep(0.002)

    def close(self) -> None:
        self.endpoint.close()
        self._peer.close()
        self._loop.close()


@pytest.fixture(params=["fake", "real"])
def rig(request: pytest.FixtureRequest) -> Iterator[Rig]:
    if request.param == "fake":
        yield FakeRig()
        return
    real = RealRig()
    yield real
    real.close()


def voice(number: int) -> Packet:
    return Packet(False, g711.PCMU, number, number * 160, 9, VOICE)


def test_a_prompt_is_heard_whole_and_its_end_is_told(rig: Rig) -> None:
    ear = Ear()
    session = rig.endpoint.open(ear)
    rig.meet(session)
    session.play(PROMPT)
    rig.until(lambda: ear.played == 1)
    assert PROMPT in rig.heard(session)


def test_a_law_is_spoken_to_who_speaks_a_law(rig: Rig) -> None:
    ear = Ear()
    session = rig.endpoint.open(ear)
    rig.meet(session, payload_type=g711.PCMA)
    session.play(PROMPT)
    rig.until(lambda: ear.played == 1)
    assert rig.heard(session)


def test_a_stopped_prompt_never_tells_its_end(rig: Rig) -> None:
    ear = Ear()
    session = rig.endpoint.open(ear)
    rig.meet(session)
    session.play(PROMPT)
    session.stop_playing()
    rig.say(session, Packet(False, dtmf.DYNAMIC, 1, 160, 9, dtmf.press("1")))
    rig.until(lambda: ear.keys == ["1"])
    assert ear.played == 0


def test_a_key_pressed_is_told_once(rig: Rig) -> None:
    ear = Ear()
    session = rig.endpoint.open(ear)
    rig.meet(session)
    for when, key in ((160, "4"), (160, "4"), (960, "2")):
        rig.say(session, Packet(False, dtmf.DYNAMIC, 1, when, 9, dtmf.press(key)))
    rig.until(lambda: len(ear.keys) > 1)
    assert ear.keys == ["4", "2"]


def test_what_is_said_is_recorded_and_digits_are_not(rig: Rig) -> None:
    ear = Ear()
    session = rig.endpoint.open(ear)
    rig.meet(session)
    session.record()
    for number in range(10):
        rig.say(session, voice(number))
    rig.say(session, Packet(False, dtmf.DYNAMIC, 10, 1600, 9, dtmf.press("#")))
    rig.until(lambda: ear.keys == ["#"] and session.heard_ms == 200)
    stored = bytes(ear.audio) + session.stop_recording()
    assert recording.linear([stored]) == g711.decode(VOICE) * 10


def test_a_long_recording_is_handed_over_while_it_grows(rig: Rig) -> None:
    ear = Ear()
    session = rig.endpoint.open(ear)
    rig.meet(session)
    session.record()
    for number in range(120):
        rig.say(session, voice(number))
    rig.until(lambda: len(ear.audio) > 8000)
    rig.until(lambda: session.heard_ms == 2400)


def test_nothing_is_recorded_before_it_is_asked(rig: Rig) -> None:
    ear = Ear()
    session = rig.endpoint.open(ear)
    rig.meet(session)
    rig.say(session, voice(1))
    rig.say(session, Packet(False, dtmf.DYNAMIC, 2, 160, 9, dtmf.press("1")))
    rig.until(lambda: ear.keys == ["1"])
    assert session.stop_recording() == b""


def test_ports_come_back_when_a_call_ends(rig: Rig) -> None:
    sessions = [rig.endpoint.open(Ear()) for _ in range(4)]
    with pytest.raises(NoPortLeft):
        rig.endpoint.open(Ear())
    sessions[0].close()
    sessions[0].close()
    assert rig.endpoint.open(Ear()).local_port == sessions[0].local_port
    assert health.check(rig.endpoint).open_sessions == 4


class OwnPortTaken(RealRig):
    @override
    async def _open(self) -> RtpEndpoint:
        self._squatter = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._squatter.bind(("127.0.0.1", FIRST_PORT))
        return await super()._open()

    @override
    def close(self) -> None:
        super().close()
        self._squatter.close()


def test_a_port_that_another_program_holds_is_left_out() -> None:
    rig = OwnPortTaken()
    assert rig.endpoint.open(Ear()).local_port == FIRST_PORT + 2
    rig.close()


def test_a_stranger_on_the_loopback_is_not_heard() -> None:
    rig = RealRig()
    ear = Ear()
    session = rig.endpoint.open(ear)
    rig.meet(session)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        pressed = build(Packet(False, dtmf.DYNAMIC, 1, 160, 9, dtmf.press("9")))
        stranger.sendto(pressed, ("127.0.0.1", session.local_port))
    rig.say(session, Packet(False, dtmf.DYNAMIC, 1, 160, 9, dtmf.press("1")))
    rig.until(lambda: bool(ear.keys))
    assert ear.keys == ["1"]
    rig.close()


def test_a_flood_is_not_stored_faster_than_time_passes() -> None:
    rig = RealRig()
    ear = Ear()
    session = rig.endpoint.open(ear)
    rig.meet(session)
    session.record()
    for number in range(60):
        rig.say(session, Packet(False, g711.PCMU, number, number * 1000, 9, b"\x10" * 1000))
    rig.say(session, Packet(False, dtmf.DYNAMIC, 61, 0, 9, dtmf.press("1")))
    rig.until(lambda: ear.keys == ["1"])
    assert 5000 <= session.heard_ms < 7000
    rig.close()
