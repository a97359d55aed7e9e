"""How many keys an actor may have a minute: a stolen session must not carry everything away.

Generous for the system's own work, tight for what people are shown. Token buckets, in memory.
"""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sotto.keyring.refusals import TooManyKeys

SHOW: Final = "show to an authorised user"
_MANY_BUCKETS = 10_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Keys a minute for one actor and purpose; as many may be had at a stroke."""

    shown: int = 10_000  # To a person.
    person: int = 100_000  # For anything else that a person does: an export, an erasure.
    system: int = 3_000_000

    def of(self, actor: str, purpose: str) -> int:
        if not _is_person(actor):
            return self.system
        return self.shown if purpose == SHOW else self.person


class Buckets:
    """`now`: seconds of a clock that only runs."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._left: dict[tuple[str, str], tuple[float, float]] = {}  # Keys left, and when.

    def take(self, actor: str, purpose: str, keys: int, *, now: float) -> None:
        """Raises TooManyKeys; nothing is taken then."""
        most = self.limits.of(actor, purpose)
        left, at = self._left.get((actor, purpose), (float(most), now))
        left = min(float(most), left + (now - at) * most / 60)
        if keys > left:
            self._left[actor, purpose] = (left, now)
            raise TooManyKeys
        self._left[actor, purpose] = (left - keys, now)
        if len(self._left) > _MANY_BUCKETS:
            self._forget_the_full(now)

    def _forget_the_full(self, now: float) -> None:
        """Who has asked for nothing in a minute has a full bucket: as if never seen."""
        self._left = {name: one for name, one in self._left.items() if now - one[1] < 60}  # noqa: PLR2004


def _is_person(actor: str) -> bool:
    try:
        UUID(actor)
    except ValueError:
        return False
    return True
