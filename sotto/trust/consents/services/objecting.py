"""Objections: the purpose is blocked at once; what follows is weighed afterwards (Art. 21)."""

from uuid import UUID

from django.db import transaction

from sotto.personal_data.vocabulary import Purpose
from sotto.trust.audit.services import record
from sotto.trust.consents import queries, rules
from sotto.trust.consents.models import Objection, Overruling, Retraction
from sotto.trust.consents.services.errors import (
    AlreadyObjected,
    NoObjection,
    PurposeUnknown,
    ReasonMissing,
)
from sotto.trust.consents.services.telling import allow_after_commit, begin, deny_at_once


@transaction.atomic
def object_to(subject: UUID, purpose: Purpose, *, reason: str = "") -> Objection:
    """Raises PurposeUnknown, AlreadyObjected, ReasonMissing (too long)."""
    if purpose not in rules.OBJECTIONABLE:
        raise PurposeUnknown
    if len(reason) > rules.REASON_LETTERS:
        raise ReasonMissing
    deed = begin(subject)
    if any(one.purpose == purpose for one in queries.standing_objections(subject)):
        raise AlreadyObjected
    objection = Objection.objects.create(
        **deed, purpose=purpose, about_owner={"reason": reason.strip()}
    )
    record("consents:objection:raised", object_id=objection.pk, subject=subject)
    deny_at_once(subject)
    return objection


@transaction.atomic
def retract(objection: UUID) -> Objection:
    """The person objects no longer. Raises NoObjection."""
    found = _standing(objection)
    Retraction.objects.create(**begin(found.owner), objection=found)
    record("consents:objection:retracted", object_id=found.pk, subject=found.owner)
    allow_after_commit(found.owner)
    return found


@transaction.atomic
def overrule(objection: UUID, *, ground: str) -> Objection:
    """An officer shows compelling legitimate grounds. Raises NoObjection, ReasonMissing."""
    if not ground.strip() or len(ground) > rules.REASON_LETTERS:
        raise ReasonMissing
    found = _standing(objection)
    Overruling.objects.create(
        **begin(found.owner), objection=found, about_owner={"ground": ground.strip()}
    )
    record("consents:objection:overruled", object_id=found.pk, subject=found.owner)
    allow_after_commit(found.owner)
    return found


def _standing(objection: UUID) -> Objection:
    found = Objection.objects.filter(pk=objection, retraction=None, overruling=None).first()
    if found is None:
        raise NoObjection(objection)
    return found
