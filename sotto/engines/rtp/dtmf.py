"""Digits pressed during a call, as telephone events (RFC 4733)."""

from collections import deque
from struct import Struct

KEYS = "0123456789*#ABCD"
DYNAMIC = 101  # The payload type that we propose; the other side may choose its own.

_EVENT = Struct(">BBH")
_END = 0x80
_REMEMBERED = 8


class DigitReceiver:
    """Tells each key press once.

    A press is many packets with one timestamp, the last sent three times; any of them may be
    lost or late. The first that arrives counts, the others are known by their timestamp.
    """

    def __init__(self) -> None:
        self._told: deque[int] = deque(maxlen=_REMEMBERED)

    def receive(self, timestamp: int, payload: bytes) -> str | None:
        """The key, when this packet is the first of its press."""
        if len(payload) < _EVENT.size or payload[0] >= len(KEYS) or timestamp in self._told:
            return None
        self._told.append(timestamp)
        return KEYS[payload[0]]


def press(key: str, *, samples: int = 800, end: bool = True) -> bytes:
    """One event payload; volume -10 dBm0."""
    return _EVENT.pack(KEYS.index(key), 10 | (_END if end else 0), samples)
