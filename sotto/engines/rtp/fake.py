"""The endpoint in memory: time passes when the test says so, no socket is opened."""

from collections import deque

from .client import NoPortLeft, RtpSession
from .dtmf import DigitReceiver
from .pacing import Lateness
from .packets import Packet
from .recording import Recorder
from .session import Remote, RtpListener


class FakeSession:
    """What the other side would do: `hear_packet`, `press`; what it would hear: `sent`."""

    def __init__(self, endpoint: "FakeEndpoint", port: int, listener: RtpListener) -> None:
        self.local_port = port
        self.remote: Remote | None = None
        self.sent = bytearray()  # mu-law.
        self.is_open = True
        self._endpoint = endpoint
        self._listener = listener
        self._digits = DigitReceiver()
        self._playing: bytes | None = None
        self._recorder: Recorder | None = None

    def connect(self, remote: Remote) -> None:
        self.remote = remote

    def play(self, audio: bytes) -> None:
        self._playing = audio

    def stop_playing(self) -> None:
        self._playing = None

    def record(self) -> None:
        self._recorder = Recorder()

    def stop_recording(self) -> bytes:
        recorder, self._recorder = self._recorder, None
        return recorder.take(all_of_it=True) if recorder else b""

    @property
    def heard_ms(self) -> int:
        return self._recorder.heard // 8 if self._recorder else 0

    def close(self) -> None:
        if self.is_open:
            self.is_open = False
            self._endpoint.sessions.remove(self)
            self._endpoint.free_ports.append(self.local_port)

    @property
    def is_recording(self) -> bool:
        return self._recorder is not None

    def finish_playing(self) -> None:
        """Time passes until all has been sent."""
        if self._playing is not None:
            self.sent += self._playing
            self._playing = None
            self._listener.on_played()

    def hear_packet(self, packet: Packet, *, arrived_ms: int = 0) -> None:
        if self.remote is None or not self.is_open:
            return
        if packet.payload_type == self.remote.event_type:
            key = self._digits.receive(packet.timestamp, packet.payload)
            if key is not None:
                self._listener.on_digit(key)
        elif self._recorder and packet.payload_type == self.remote.payload_type:
            self._hear_voice(self._recorder, packet, arrived_ms)

    def _hear_voice(self, recorder: Recorder, packet: Packet, arrived_ms: int) -> None:
        if recorder.add(arrived_ms, packet):
            self._listener.on_audio(recorder.take())


class FakeEndpoint:
    def __init__(self, *, ports: int = 100) -> None:
        self.sessions: list[FakeSession] = []
        self.free_ports = deque(range(40000, 40000 + 2 * ports, 2))
        self.lateness = Lateness()

    def open(self, listener: RtpListener) -> RtpSession:
        if not self.free_ports:
            raise NoPortLeft
        session = FakeSession(self, self.free_ports.popleft(), listener)
        self.sessions.append(session)
        return session

    @property
    def open_sessions(self) -> int:
        return len(self.sessions)

    def close(self) -> None:
        for session in list(self.sessions):
            session.close()
