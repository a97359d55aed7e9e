"""How often a probe may be asked by the clock: a dear one less often, so that asking stays cheap.

A probe that took a second is asked again after twenty: all of them together take no more than a
twentieth of a processor each, however much there is to look at. Cheap ones are asked each time.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

_REST = 20.0  # Times what it took.
_CHEAP_S = 0.5


@dataclass
class Pace:
    """Remembers what each probe took. For one thread. clock: seconds, as `time.monotonic`."""

    clock: Callable[[], float] = time.monotonic
    _due: dict[tuple[str, UUID | None], float] = field(default_factory=dict)

    def is_due(self, probe: str, tenant: UUID | None) -> bool:
        return self.clock() >= self._due.get((probe, tenant), 0.0)

    def took(self, probe: str, tenant: UUID | None, *, seconds: float) -> None:
        """It was asked just now."""
        rest = seconds * _REST if seconds > _CHEAP_S else 0.0
        self._due[probe, tenant] = self.clock() + rest
