"""Restriction: stored, and no more, until the person was told that it ends (Art. 18)."""

from uuid import UUID

from django.db import transaction

from sotto.trust.audit.services import record
from sotto.trust.consents import queries
from sotto.trust.consents.models import Lifting, LiftingNotice, Restriction
from sotto.trust.consents.rules import Case
from sotto.trust.consents.services.errors import AlreadyRestricted, NotRestricted, NotToldYet
from sotto.trust.consents.services.telling import allow_after_commit, begin, deny_at_once


@transaction.atomic
def restrict(
    subject: UUID, *, case: Case = Case.CONTESTED, keeps_service: bool = False
) -> Restriction:
    """From here on only storage, claims, and the person's own rights. Raises AlreadyRestricted.

    keeps_service: the person agrees that its calls go on being routed (Art. 18(2)).
    """
    deed = begin(subject)
    if queries.standing_restriction(subject) is not None:
        raise AlreadyRestricted
    restriction = Restriction.objects.create(**deed, case=case, keeps_service=keeps_service)
    record("consents:restriction:began", object_id=restriction.pk, subject=subject)
    deny_at_once(subject)
    return restriction


@transaction.atomic
def note_told(subject: UUID) -> Restriction:
    """The person was told that the restriction ends soon (Art. 18(3)). Raises NotRestricted."""
    deed = begin(subject)
    restriction = _standing(subject)
    LiftingNotice.objects.get_or_create(
        restriction=restriction, tenant_id=restriction.tenant_id, defaults=deed
    )
    record("consents:restriction:end_told", object_id=restriction.pk, subject=subject)
    return restriction


@transaction.atomic
def lift(subject: UUID) -> Restriction:
    """Raises NotRestricted, NotToldYet."""
    deed = begin(subject)
    restriction = _standing(subject)
    if not LiftingNotice.objects.filter(restriction=restriction).exists():
        raise NotToldYet
    Lifting.objects.create(**deed, restriction=restriction)
    record("consents:restriction:lifted", object_id=restriction.pk, subject=subject)
    allow_after_commit(subject)
    return restriction


def _standing(subject: UUID) -> Restriction:
    found = queries.standing_restriction(subject)
    if found is None:
        raise NotRestricted
    return found
