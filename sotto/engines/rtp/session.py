"""The media of one call on one UDP socket."""

import secrets
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from . import g711, wire
from .dtmf import DigitReceiver
from .packets import HEADER, Packet, parse
from .recording import Recorder

_PACKETS_A_TICK = 32  # A flood on one call does not delay the others.
_AHEAD_OF_TIME = 5 * g711.RATE  # Samples; a network that was stuck delivers late.
_TICKS_BETWEEN_SIGNS = 50  # A phone that hears nothing for a minute hangs up.
_TO_PCMA = bytes(g711.encode(g711.decode(bytes(range(256))), g711.PCMA))


@dataclass(frozen=True)
class Remote:
    """The other side, as its SDP says. Packets from anywhere else are never seen."""

    address: str
    port: int
    payload_type: int  # g711.PCMU or g711.PCMA.
    event_type: int | None  # Payload type of RFC 4733 events; None: no digits.
    listens: bool = True  # False while it holds the call.


class RtpListener(Protocol):
    """Called on the loop's thread; must not block."""

    def on_digit(self, key: str) -> None: ...

    def on_played(self) -> None:
        """All of what `play` was given has been sent."""

    def on_audio(self, block: bytes) -> None:
        """A second or so of the recording, in the format of `recording.py`."""


class UdpSession:
    """Speaks and listens when the pacer says so.

    The socket is connected: the kernel drops what does not come from the address in the SDP.
    """

    def __init__(
        self,
        opened: socket.socket,
        port: int,
        listener: RtpListener,
        closed: Callable[["UdpSession"], None],
    ) -> None:
        self.local_port = port
        self._socket: socket.socket | None = opened
        self._listener = listener
        self._closed = closed
        self._remote: Remote | None = None
        self._digits = DigitReceiver()
        self._playing: bytes | None = None
        self._position = 0
        self._recorder: Recorder | None = None
        self._recording_since = -1.0
        self._source = secrets.randbits(32)
        self._sequence = secrets.randbits(15)
        self._timestamp_offset = secrets.randbits(32)

    def connect(self, remote: Remote) -> None:
        if self._socket is not None:
            self._socket.connect((remote.address, remote.port))
            self._remote = remote

    def play(self, audio: bytes) -> None:
        self._playing, self._position = audio, 0

    def stop_playing(self) -> None:
        self._playing = None

    def record(self) -> None:
        self._recorder, self._recording_since = Recorder(), -1.0

    def stop_recording(self) -> bytes:
        recorder, self._recorder = self._recorder, None
        return recorder.take(all_of_it=True) if recorder else b""

    @property
    def heard_ms(self) -> int:
        return self._recorder.heard * 1000 // g711.RATE if self._recorder else 0

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None
            self._closed(self)

    def on_tick(self, tick: int, now: float) -> bool:
        if self._remote is None or self._socket is None:
            return False
        self._receive(self._socket, self._remote, now)
        if self._playing is None or not self._remote.listens:
            if (tick + self.local_port // 2) % _TICKS_BETWEEN_SIGNS == 0:
                self._send(g711.SILENCE[self._remote.payload_type], tick, marker=False)
            return False
        self._play_frame(self._playing, tick, self._remote.payload_type)
        return True

    def _play_frame(self, audio: bytes, tick: int, payload_type: int) -> None:
        begins = self._position == 0
        frame = audio[self._position : self._position + g711.FRAME]
        self._position += g711.FRAME
        if payload_type == g711.PCMA:
            frame = frame.translate(_TO_PCMA)
        if len(frame) < g711.FRAME:
            frame += g711.SILENCE[payload_type][len(frame) :]
        self._send(frame, tick, marker=begins)
        if self._position >= len(audio):
            self._playing = None
            self._listener.on_played()

    def _send(self, frame: bytes, tick: int, *, marker: bool) -> None:
        if self._remote is None or self._socket is None:
            return
        kind = self._remote.payload_type | (0x80 if marker else 0)
        timestamp = (self._timestamp_offset + tick * g711.FRAME) & 0xFFFFFFFF
        self._sequence = (self._sequence + 1) & 0xFFFF
        header = HEADER.pack(0x80, kind, self._sequence, timestamp, self._source)
        wire.send(self._socket.fileno(), header + frame)

    def _receive(self, opened: socket.socket, remote: Remote, now: float) -> None:
        for _ in range(_PACKETS_A_TICK):
            datagram = wire.receive(opened.fileno())
            if datagram is None:
                return
            packet = parse(datagram)
            if packet is None:
                continue
            if packet.payload_type == remote.event_type:
                self._on_event(packet.timestamp, packet.payload)
            elif self._recorder and packet.payload_type == remote.payload_type and packet.payload:
                self._on_voice(self._recorder, packet, now)
            if self._socket is None:
                return

    def _on_voice(self, recorder: Recorder, packet: Packet, now: float) -> None:
        if self._recording_since < 0:
            self._recording_since = now
        arrived_ms = int((now - self._recording_since) * 1000)
        if recorder.heard > arrived_ms * g711.RATE // 1000 + _AHEAD_OF_TIME:
            return  # Nobody speaks faster than time passes: a flood must not fill the disk.
        if recorder.add(arrived_ms, packet):
            self._listener.on_audio(recorder.take())

    def _on_event(self, timestamp: int, payload: bytes) -> None:
        key = self._digits.receive(timestamp, payload)
        if key is not None:
            self._listener.on_digit(key)
