"""What rooms must hear to let go of what they keep outside the database's rows."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class SubjectDenied:
    """From now on nothing of this person opens: drop projections, registrations, caches.

    Told when a grace begins, and again when it is over: a reaction may be repeated.
    """

    tenant: UUID
    subject: UUID


@dataclass(frozen=True, slots=True)
class SubjectRestored:
    """The erasure was cancelled in its grace: build again what was let go of."""

    tenant: UUID
    subject: UUID


@dataclass(frozen=True, slots=True)
class SubjectErased:
    """The person's rows and files are gone."""

    tenant: UUID
    subject: UUID


@dataclass(frozen=True, slots=True)
class TenantDenied:
    """A customer is removed: nothing of anybody in it is routed, registered or cached any more."""

    tenant: UUID
