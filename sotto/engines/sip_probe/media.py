"""The audio of one call: a tone out, SRTP both ways, what was heard kept in memory."""

import asyncio
import secrets
import socket
from dataclasses import dataclass

from pylibsrtp import Error, Policy, Session

from sotto.engines.rtp import dtmf, g711
from sotto.engines.rtp.pacing import TICK_S
from sotto.engines.rtp.packets import Packet, build, parse
from sotto.engines.sip_probe import tone
from sotto.engines.sip_probe.sdp import SUITE, Description

_KEPT = 60 * g711.RATE  # Bytes of G.711: what was heard in the last minute.
_EVENT_PACKETS = 5  # 100 ms of key press, the end sent three times (RFC 4733, 2.5.1.4).
_END_REPEATS = 3
_LARGEST = 2048


@dataclass(frozen=True)
class MediaReport:
    """What went over the wire. suite: "" for plain RTP."""

    suite: str
    sent: int
    received: int
    refused: int  # Packets whose authentication failed, or that were no RTP.


class Media:
    """A UDP socket and a clock of 20 ms. To be used on the loop's thread."""

    def __init__(self, address: str, *, key: bytes | None) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        self._socket.bind((address, 0))
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._socket, self._receive)
        self._timer: asyncio.TimerHandle | None = None
        self._outbound = Session(Policy(key, Policy.SSRC_ANY_OUTBOUND)) if key else None
        self._inbound: Session | None = None
        self._remote: Description | None = None
        self._voice = b""
        self._digits: list[tuple[str, int]] = []  # Key and how many packets of it were sent.
        self._next = self._loop.time()
        self._position = 0
        self._sequence = secrets.randbits(15)
        self._timestamp = secrets.randbits(31)
        self._source = secrets.randbits(32)
        self._heard = bytearray()
        self._sent = self._received = self._refused = 0

    @property
    def port(self) -> int:
        return int(self._socket.getsockname()[1])

    @property
    def report(self) -> MediaReport:
        suite = SUITE if self._inbound and self._outbound else ""
        return MediaReport(suite, self._sent, self._received, self._refused)

    @property
    def is_pressing(self) -> bool:
        return bool(self._digits)

    def connect(self, remote: Description) -> None:
        """Send to `remote` from now on; a second time after a re-INVITE."""
        if self._remote is None or self._remote.key != remote.key:
            policy = Policy(remote.key, Policy.SSRC_ANY_INBOUND) if remote.key else None
            self._inbound = Session(policy) if policy else None
        self._remote = remote
        if self._timer is None:
            self._next = self._loop.time()
            self._tick()

    def speak(self, hertz: int | None) -> None:
        """A tone from now on; None: silence."""
        codec = self._remote.codec if self._remote else g711.PCMU
        self._voice = tone.tone(hertz, payload_type=codec) if hertz else b""

    def press(self, keys: str) -> None:
        self._digits += [(key, 0) for key in keys]

    def heard_ms(self, hertz: int) -> int:
        """For how long that tone was heard in the last minute."""
        codec = self._remote.codec if self._remote else g711.PCMU
        return tone.heard_ms(g711.decode(bytes(self._heard), codec), hertz)

    def forget(self) -> None:
        """What was heard until now."""
        self._heard.clear()

    @property
    def heard(self) -> bytes:
        """G.711 as it came."""
        return bytes(self._heard)

    def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if self._socket.fileno() >= 0:
            self._loop.remove_reader(self._socket)
            self._socket.close()

    def _tick(self) -> None:
        remote = self._remote
        if remote is None:
            return
        if self._digits and remote.event_type is not None:
            self._send_digit(remote.event_type)
        else:
            self._send(remote.codec, self._frame(remote.codec), self._timestamp)
        if not (self._digits and self._digits[0][1]):  # A press keeps its timestamp.
            self._timestamp = (self._timestamp + g711.FRAME) & 0xFFFFFFFF
        self._next += TICK_S
        self._timer = self._loop.call_at(self._next, self._tick)

    def _frame(self, codec: int) -> bytes:
        if not self._voice:
            return g711.SILENCE[codec]
        start = self._position % len(self._voice)
        self._position += g711.FRAME
        return self._voice[start : start + g711.FRAME]

    def _send_digit(self, event_type: int) -> None:
        key, sent = self._digits[0]
        is_over = sent >= _EVENT_PACKETS
        samples = min(sent + 1, _EVENT_PACKETS) * g711.FRAME
        payload = dtmf.press(key, samples=samples, end=is_over)
        for _ in range(_END_REPEATS if is_over else 1):
            self._send(event_type, payload, self._timestamp, marker=sent == 0)
        if is_over:
            self._digits.pop(0)
            self._timestamp = (self._timestamp + _EVENT_PACKETS * g711.FRAME) & 0xFFFFFFFF
        else:
            self._digits[0] = (key, sent + 1)

    def _send(self, kind: int, payload: bytes, timestamp: int, *, marker: bool = False) -> None:
        remote = self._remote
        if remote is None:
            return
        self._sequence = (self._sequence + 1) & 0xFFFF
        packet = build(Packet(marker, kind, self._sequence, timestamp, self._source, payload))
        wire = self._outbound.protect(packet) if self._outbound else packet
        try:
            self._socket.sendto(wire, (remote.address, remote.port))
        except OSError:
            return  # The other side's port is closed: voice does not wait.
        self._sent += 1

    def _receive(self) -> None:
        try:
            datagram = self._socket.recv(_LARGEST)
        except OSError:
            return
        if self._remote is None:
            return  # The answer is still on its way: its key is not known yet.
        try:
            clear = self._inbound.unprotect(datagram) if self._inbound else datagram
        except Error:
            self._refused += 1
            return
        packet = parse(clear)
        if packet is None:
            self._refused += 1
            return
        self._received += 1
        if packet.payload_type == self._remote.codec:
            self._heard += packet.payload
            del self._heard[:-_KEPT]
