"""Consent: asked in known words, given, and withdrawn as easily (Art. 7; UCC-05)."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import get_language

from sotto.personal_data.vocabulary import Purpose
from sotto.trust.audit.services import record
from sotto.trust.consents import queries, rules
from sotto.trust.consents.models import Answer, Question
from sotto.trust.consents.rules import Consentable
from sotto.trust.consents.services.declaring import consentable_for, consentables, needs_consent
from sotto.trust.consents.services.errors import NotConsented
from sotto.trust.consents.services.telling import allow_after_commit, begin, deny_at_once


@transaction.atomic
def ask(subject: UUID) -> list[Consentable]:
    """What this person has still to answer; that it was asked in these words is kept, once."""
    said = queries.said_by(subject)
    open_ = [one for one in consentables() if rules.is_asked(one, said)]
    deed = begin(subject)
    for one in open_:
        Question.objects.get_or_create(
            tenant_id=deed["tenant_id"],
            owner=subject,
            purpose=one.purpose,
            version=one.current.version,
            defaults={**deed, "language": _language()},
        )
    return open_


@transaction.atomic
def give(subject: UUID, purpose: Purpose) -> Answer:
    """Consent to the current wording. Raises PurposeUnknown."""
    answer = _answer(subject, consentable_for(purpose), is_yes=True)
    record("consents:consent:given", object_id=answer.pk, subject=subject)
    allow_after_commit(subject)
    return answer


@transaction.atomic
def withdraw(subject: UUID, purpose: Purpose) -> Answer:
    """From here on nothing opens for this purpose. Raises PurposeUnknown, NotConsented."""
    consentable = consentable_for(purpose)
    if not any(one.is_yes for one in queries.said_by(subject) if one.purpose == purpose):
        raise NotConsented
    answer = _answer(subject, consentable, is_yes=False)
    record("consents:consent:withdrawn", object_id=answer.pk, subject=subject)
    deny_at_once(subject)
    return answer


@transaction.atomic
def decline(subject: UUID, purpose: Purpose) -> Answer:
    """No, and never yes before. Raises PurposeUnknown."""
    answer = _answer(subject, consentable_for(purpose), is_yes=False)
    record("consents:consent:declined", object_id=answer.pk, subject=subject)
    deny_at_once(subject)
    return answer


def may(subject: UUID, purpose: Purpose) -> bool:
    """Whether this person's data may be used so now: consented where needed, and not denied."""
    said = queries.said_by(subject)
    if needs_consent(purpose) and not rules.has_consent(consentable_for(purpose), said):
        return False
    return purpose not in queries.denied_to(subject)


def who_may_be_shown(purpose: Purpose) -> set[UUID]:
    """Everybody who consents to this purpose and is not restricted. Raises PurposeUnknown."""
    consenting = queries.who_consents(consentable_for(purpose))
    return consenting - queries.who_is_restricted(consenting)


def _answer(subject: UUID, consentable: Consentable, *, is_yes: bool) -> Answer:
    deed = begin(subject)
    Answer.objects.filter(owner=subject, purpose=consentable.purpose, stands=True).update(
        stands=False
    )
    return Answer.objects.create(
        **deed,
        purpose=consentable.purpose,
        version=consentable.current.version,
        language=_language(),
        is_yes=is_yes,
    )


def _language() -> str:
    return (get_language() or "en")[:2]
