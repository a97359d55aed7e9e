"""Epochs: when one is over, and moving every key to the next.

An epoch's age is counted, not read from the wall clock: setting that neither ends an epoch early
nor keeps it alive. While the keyring was down the time since is taken from the clock that only
runs, if the machine did not boot meanwhile; else from the wall, and then it ends one epoch at most.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sotto.keyring.deed_log import Deed
from sotto.keyring.service import KeyService
from sotto.keyring.store import FIRST, Place

DEFAULT_LENGTH = timedelta(hours=12)
REWRAP_AT_ONCE = 1000  # Keys in one transaction: others wait for no longer than that takes.
_KEEP_USES = timedelta(days=90)
_KEEP_AGE_EVERY = 60.0  # Seconds.


@dataclass
class Epochs:
    service: KeyService
    length: timedelta = DEFAULT_LENGTH
    _reached: Place = field(default=FIRST)

    def __post_init__(self) -> None:
        self._store, self._clock = self.service.store, self.service.clock
        self._database = self.service.store.database
        self._age = float(self._database.meta("epoch_age") or 0) + self._while_down()
        self._looked_at = self._clock.since_boot()
        self._kept_at = float("-inf")
        self.keep_age()

    def is_over(self) -> bool:
        return self.age() >= self.length

    def age(self) -> timedelta:
        """Of the current epoch."""
        now = self._clock.since_boot()
        self._age += max(0.0, now - self._looked_at)
        self._looked_at = now
        return timedelta(seconds=self._age)

    def keep_age(self) -> None:
        """Write down how old the epoch is, now and then, for the next start."""
        now = self._clock.since_boot()
        if now - self._kept_at < _KEEP_AGE_EVERY:
            return
        self.age()
        with self._database.transaction():
            self._database.set_meta("epoch_age", self._age)
            self._database.set_meta("seen", self._seen())
        self._kept_at = now

    def begin(self, *, actor: str, peer: str) -> int:
        """A new epoch; `rewrap_some` follows until it says False."""
        number = self._store.begin_epoch(now=self._clock.now().isoformat())
        self._forget_old_uses()
        self._age, self._looked_at = 0.0, self._clock.since_boot()
        self._reached, self._kept_at = FIRST, float("-inf")
        with self._database.transaction():
            self.service.note(Deed("epoch begun", actor=actor, peer=peer, detail=str(number)))
        self.keep_age()
        return number

    def rewrap_some(self) -> bool:
        """One step of moving all keys to the current epoch. False when nothing is left to move.

        Idempotent, and taken up at start after a crash: each step is one transaction.
        """
        reached = self._store.rewrap_some(REWRAP_AT_ONCE, self._reached)
        if reached is not None:
            self._reached = reached
            return True
        self._reached = FIRST
        for number in self._store.destroy_old_epochs():
            with self._database.transaction():
                self.service.note(Deed("epoch destroyed", detail=str(number)))
        return False

    def _forget_old_uses(self) -> None:
        """Who used how many keys, hour by hour, is kept for as long as it is looked into."""
        oldest = (self._clock.now() - _KEEP_USES).strftime("%Y-%m-%dT%H")
        with self._database.transaction():
            self._database.write("DELETE FROM use WHERE hour < ?", oldest)

    def _seen(self) -> str:
        clock = self._clock
        return json.dumps([clock.boot(), clock.since_boot(), clock.now().isoformat()])

    def _while_down(self) -> float:
        """Seconds since this store was last seen alive, as far as a clock can be trusted."""
        seen = self._database.meta("seen")
        never = json.dumps(["", 0.0, self._store.epoch_begun_at()])
        boot, since_boot, wall = json.loads(seen or never)
        if boot == self._clock.boot():
            return max(0.0, self._clock.since_boot() - float(since_boot))
        passed = (self._clock.now() - datetime.fromisoformat(wall)).total_seconds()
        return min(max(0.0, passed), self.length.total_seconds())
