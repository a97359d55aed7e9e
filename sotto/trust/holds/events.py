"""What others must hear of holds."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class HoldPlaced:
    """Approved by a second person: what it keeps is neither forgotten nor erased."""

    tenant: UUID
    subject: UUID


@dataclass(frozen=True, slots=True)
class HoldLifted:
    """What it kept may go: deletions that waited for it are taken up."""

    tenant: UUID
    subject: UUID
