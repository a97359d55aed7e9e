"""What rooms must hear to let go of what they keep outside the database's rows."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class SubjectDenied:
    """From now on nothing of this person opens: drop projections, registrations, caches."""

    tenant: UUID
    subject: UUID


@dataclass(frozen=True, slots=True)
class SubjectErased:
    """The person's rows and files are gone."""

    tenant: UUID
    subject: UUID
