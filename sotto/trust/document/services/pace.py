"""How often a probe may be asked by the clock: a dear one less often, so that asking stays cheap.

A probe that took half a second rests for ten: it takes no more than a twentieth of a processor.
None rests longer than twenty seconds, since its line must turn, or be asked anew, within a minute.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

_REST = 20.0  # Times what it took.
_CHEAP_S = 0.5
_LONGEST_REST_S = 20.0


@dataclass
class Pace:
    """Remembers what each probe took. For one thread. clock: seconds, as `time.monotonic`."""

    clock: Callable[[], float] = time.monotonic
    _due: dict[tuple[str, UUID | None], float] = field(default_factory=dict)

    def is_due(self, probe: str, tenant: UUID | None) -> bool:
        return self.clock() >= self._due.get((probe, tenant), 0.0)

    def took(self, probe: str, tenant: UUID | None, *, seconds: float) -> None:
        """It was asked just now."""
        rest = min(seconds * _REST, _LONGEST_REST_S) if seconds > _CHEAP_S else 0.0
        self._due[probe, tenant] = self.clock() + rest
