"""What others may hear of recipients."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class NoticeTurned:
    """A notice about this subject was sent, answered, or found to be impossible."""

    tenant: UUID
    subject: UUID
    notice: UUID
