"""What others may hear of the directory."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class PersonAdded:
    person: UUID


@dataclass(frozen=True, slots=True)
class PersonLeaves:
    """Published before the person's rows go, so that each room can let go of its own."""

    person: UUID
