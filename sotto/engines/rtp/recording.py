"""A recording as it is stored: runs of packets in the order of their arrival.

Store and forward needs no jitter buffer: what came late or twice is put in its place when the
recording is read. A run is a header and the payload of packets that followed one another without
a gap, so that a second of voice costs 13 bytes more than its samples.
"""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from struct import Struct
from typing import Final, NamedTuple

from . import g711
from .packets import Packet

# Milliseconds since the recording began, timestamp, sequence, payload type, payload length.
_RUN: Final = Struct(">IIHBH")
_RUN_BYTES = g711.RATE  # A run ends after a second, and is handed on to be sealed.
_STRAY = 2 * g711.RATE  # Samples by which a timestamp may contradict the arrival.
_HALF = 1 << 31
SAMPLES_A_SECOND = g711.RATE


class Run(NamedTuple):
    arrived_ms: int
    timestamp: int
    sequence: int
    payload_type: int
    payload: bytes


class Recorder:
    """Collects the packets of one recording; `take` empties it."""

    def __init__(self) -> None:
        self.heard = 0  # Samples.
        self._done: list[bytes] = []
        self._payload = bytearray()
        self._head = (0, 0, 0, 0)
        self._next = (-1, -1, -1)

    def add(self, arrived_ms: int, packet: Packet) -> bool:
        """True when there is something worth taking."""
        _marker, payload_type, sequence, timestamp, _source, payload = packet
        if (sequence, timestamp, payload_type) != self._next or len(self._payload) > _RUN_BYTES:
            self._end_run()
            self._head = (arrived_ms, timestamp, sequence, payload_type)
        self._payload += payload
        self.heard += len(payload)
        after = (timestamp + len(payload)) & 0xFFFFFFFF
        self._next = ((sequence + 1) & 0xFFFF, after, payload_type)
        return len(self._done) > 0

    def take(self, *, all_of_it: bool = False) -> bytes:
        if all_of_it:
            self._end_run()
        block, self._done = b"".join(self._done), []
        return block

    @property
    def length(self) -> timedelta:
        return timedelta(seconds=self.heard / g711.RATE)

    def _end_run(self) -> None:
        if self._payload:
            self._done.append(_RUN.pack(*self._head, len(self._payload)) + bytes(self._payload))
            self._payload.clear()


def runs(stored: bytes) -> Iterator[Run]:
    """A recording that ends in the middle of a run (a crash) gives all runs before it."""
    position = 0
    while position + _RUN.size <= len(stored):
        arrived_ms, timestamp, sequence, payload_type, length = _RUN.unpack_from(stored, position)
        start = position + _RUN.size
        position = start + length
        if position > len(stored):
            return
        yield Run(arrived_ms, timestamp, sequence, payload_type, stored[start:position])


def linear(blocks: Iterable[bytes]) -> bytes:
    """16-bit PCM at 8 kHz in the order of speaking; what was lost is silence.

    Sender's timestamps place each run. One that contradicts the time of arrival by more than two
    seconds began anew (another SSRC, or a liar), and continues where it arrived: the result is
    never longer than the recording took.
    """
    placed = bytearray()
    shift: int | None = None
    last = 0
    for run in runs(b"".join(blocks)):
        arrived = run.arrived_ms * g711.RATE // 1000
        expected = None if shift is None else last + _step(run.timestamp, shift)
        if expected is None or abs(expected - arrived) > _STRAY:
            expected = arrived
        shift, last = run.timestamp, expected
        _place(placed, max(0, expected), g711.decode(run.payload, run.payload_type))
    return bytes(placed)


def _step(timestamp: int, before: int) -> int:
    """Samples from one timestamp to another, backwards if it came late; 32-bit wrap."""
    return (timestamp - before + _HALF) % (2 * _HALF) - _HALF


def _place(placed: bytearray, sample: int, audio: bytes) -> None:
    start = sample * g711.WIDTH
    if start > len(placed):
        placed += bytes(start - len(placed))
    placed[start : start + len(audio)] = audio
