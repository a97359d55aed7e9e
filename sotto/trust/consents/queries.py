"""Reads, all within the current tenant."""

from collections.abc import Collection
from uuid import UUID

from sotto.personal_data.vocabulary import Purpose
from sotto.trust.consents import rules
from sotto.trust.consents.models import Answer, Objection, Restriction
from sotto.trust.consents.rules import Consentable, Said


def said_by(subject: UUID) -> list[Said]:
    """The answers that stand."""
    answers = Answer.objects.filter(owner=subject, stands=True)
    return [Said(Purpose(one.purpose), one.is_yes, one.version) for one in answers]


def answers_of(subject: UUID) -> list[Answer]:
    """Every answer ever given, newest first: the ledger that shows a consent (Art. 7(1))."""
    return list(Answer.objects.filter(owner=subject).order_by("-at", "stands"))


def standing_objections(subject: UUID) -> list[Objection]:
    return list(
        Objection.objects.filter(owner=subject, retraction=None, overruling=None).order_by("at")
    )


def standing_restriction(subject: UUID) -> Restriction | None:
    """The one that stands; with its `liftingnotice` when that was sent."""
    return Restriction.objects.filter(owner=subject, lifting=None).order_by("at").first()


def denied_to(subject: UUID) -> frozenset[Purpose]:
    """What the keyring must refuse for this subject."""
    restriction = standing_restriction(subject)
    return rules.denied(
        said_by(subject),
        [Purpose(one.purpose) for one in standing_objections(subject)],
        is_restricted=restriction is not None,
        keeps_service=restriction is not None and restriction.keeps_service,
    )


def subjects_who_said() -> set[UUID]:
    """Everybody of whom something is or was denied."""
    tables = (Answer, Objection, Restriction)
    return {owner for table in tables for owner in table.objects.values_list("owner", flat=True)}


def who_consents(consentable: Consentable) -> set[UUID]:
    """Everybody whose yes to this purpose stands and counts."""
    answers = Answer.objects.filter(
        purpose=consentable.purpose,
        stands=True,
        is_yes=True,
        version__gte=consentable.valid_from,
    )
    return set(answers.values_list("owner", flat=True))


def who_is_restricted(subjects: Collection[UUID]) -> set[UUID]:
    standing = Restriction.objects.filter(lifting=None, owner__in=subjects)
    return set(standing.values_list("owner", flat=True))
