"""One clock for all calls: every 20 ms each session sends its frame and reads what came."""

import asyncio
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

TICK_S = 0.020
_TICKS_TO_CATCH_UP = 250  # Longer than that the process was stopped: begin anew.


class Paced(Protocol):
    def on_tick(self, tick: int, now: float) -> bool:
        """Whether a frame was sent. tick: counts 20 ms; now: of the loop's clock."""


_Member = TypeVar("_Member", bound=Paced)


@dataclass
class Lateness:
    """How well the clock was kept. A frame is late when sent more than 20 ms after its time."""

    frames: int = 0
    late: int = 0
    worst_ms: float = 0.0


class Pacer(Generic[_Member]):
    """Ticks only while there are members.

    After a delay the missed ticks are made up for, so that nobody's audio drifts.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.members: set[_Member] = set()
        self.lateness = Lateness()
        self._loop = loop
        self._tick = 0
        self._due = 0.0
        self._timer: asyncio.TimerHandle | None = None

    def add(self, member: _Member) -> None:
        self.members.add(member)
        if self._timer is None:
            self._due = self._loop.time() + TICK_S
            self._timer = self._loop.call_at(self._due, self._on_time)

    def remove(self, member: _Member) -> None:
        self.members.discard(member)

    def _on_time(self) -> None:
        if not self.members:
            self._timer = None
            return
        missed = int((self._loop.time() - self._due) / TICK_S)
        if missed > _TICKS_TO_CATCH_UP:
            self._due += TICK_S * missed
        while self._due <= self._loop.time():
            self._run_tick()
            self._due += TICK_S
        self._timer = self._loop.call_at(self._due, self._on_time)

    def _run_tick(self) -> None:
        self._tick += 1
        now = self._loop.time
        kept = self.lateness
        for member in tuple(self.members):
            moment = now()
            if member.on_tick(self._tick, moment):
                kept.frames += 1
                late = moment - self._due
                if late > TICK_S:
                    kept.late += 1
                kept.worst_ms = max(kept.worst_ms, late * 1000)
