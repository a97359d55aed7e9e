"""What other rooms may hear of calls."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class CallEnded:
    """Its call detail stands."""

    call: UUID
