"""Place and lift legal holds, by two people each, here and at the keyring (Art. 17(3)(e) GDPR)."""

from collections import Counter, defaultdict
from collections.abc import Collection
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from sotto.backbone import events
from sotto.keyring.client import Wanted
from sotto.personal_data.actor import current_actor
from sotto.personal_data.held import wanted_by
from sotto.personal_data.keys import keyring
from sotto.personal_data.models import Erasure
from sotto.personal_data.registry import holdings
from sotto.personal_data.vocabulary import RETENTIONS
from sotto.trust.audit.services import record
from sotto.trust.holds import queries, rules
from sotto.trust.holds.events import HoldLifted, HoldPlaced
from sotto.trust.holds.models import Hold
from sotto.trust.holds.services.errors import (
    AlreadyErased,
    ClassUnknown,
    NotWaiting,
    RangeRefused,
    ReasonMissing,
    ReviewRefused,
    SomebodyElseMust,
)
from sotto.trust.tenants.services import current_tenant

LONGEST_REVIEW = timedelta(days=731)
_AT_ONCE = 1000
_NOBODY = "nobody"  # The second of two people, where nobody ever approved.


@transaction.atomic
def place(
    subject: UUID,
    *,
    reason: str,
    review_on: date,
    retentions: Collection[int] = (),
    first: date | None = None,
    last: date | None = None,
) -> Hold:
    """Ask for a hold; it keeps nothing before somebody else approves it.

    retentions: codes of classes; none for all. first, last: their months are included.
    Raises ReasonMissing, ReviewRefused, RangeRefused, ClassUnknown, AlreadyErased.
    """
    _check(reason, review_on, retentions, first, last)
    _refuse_the_erased(subject)
    hold = Hold.objects.create(
        tenant_id=current_tenant(),
        owner=subject,
        facts={"reason": reason.strip()},
        retentions=sorted(set(retentions)),
        first_month=rules.month_of(first),
        last_month=rules.month_of(last),
        review_on=review_on,
        placed_at=timezone.now(),
        placed_by=current_actor().id,
    )
    record("holds:hold:placed", object_id=hold.pk, subject=subject)
    return hold


@transaction.atomic
def approve(hold: Hold) -> Hold:
    """From now on it stands; `missing` says what it could not keep.

    Raises SomebodyElseMust, NotWaiting, AlreadyErased.
    """
    found = _locked(hold)
    if found.approved_at is not None or found.lifted_at is not None:
        raise NotWaiting
    _expect_another(found.placed_by)
    _refuse_the_erased(found.owner)
    found.approved_at, found.approved_by = timezone.now(), current_actor().id
    found.save()
    record("holds:hold:approved", object_id=found.pk, subject=found.owner)
    _keep_keys(found)
    events.publish(HoldPlaced(found.tenant_id, found.owner))
    return found


@transaction.atomic
def lift(hold: Hold) -> Hold:
    """Ask that it be lifted; one that was never approved is gone at once. Raises NotWaiting."""
    found = _locked(hold)
    if found.lifted_at is not None or found.lift_asked_at is not None:
        raise NotWaiting
    found.lift_asked_at, found.lift_asked_by = timezone.now(), current_actor().id
    if found.approved_at is None:
        found.lifted_at, found.lifted_by = found.lift_asked_at, found.lift_asked_by
        _let_go(found)
    found.save()
    record("holds:hold:lift_asked", object_id=found.pk, subject=found.owner)
    return found


@transaction.atomic
def approve_lift(hold: Hold) -> Hold:
    """It ends: its key is destroyed, and what waited for it is deleted.

    Raises SomebodyElseMust, NotWaiting.
    """
    found = _locked(hold)
    if found.lifted_at is not None or found.lift_asked_at is None:
        raise NotWaiting
    _expect_another(found.lift_asked_by)
    found.lifted_at, found.lifted_by = timezone.now(), current_actor().id
    found.save()
    record("holds:hold:lifted", object_id=found.pk, subject=found.owner)
    events.publish(HoldLifted(found.tenant_id, found.owner))
    actors = (found.lift_asked_by, found.lifted_by)
    keyring().release_hold(found.tenant_id, found.pk, actors=actors)
    return found


def keep_held(subject: UUID) -> int:
    """Before this person's key goes: keep the keys of what has come since. How many holds.

    In the current tenant. Raises KeyringUnavailable.
    """
    concerned = [hold for hold in queries.in_force() if _concerns(hold, subject)]
    for hold in concerned:
        _keep_keys(hold)
    return len(concerned)


def let_go_unapproved(subject: UUID) -> None:
    """Before this person's key goes: no hold that does not stand keeps a copy of it.

    In the current tenant. Raises KeyringUnavailable.
    """
    for hold in queries.unapproved():
        if _concerns(hold, subject):
            _let_go(hold)


@transaction.atomic
def keep_again() -> list[Hold]:
    """Into a key store that was put back, before the ledger's replay destroys what a hold keeps.

    Every hold in force in the current tenant. Raises KeyringUnavailable.
    """
    holds = list(queries.in_force().select_for_update())
    for hold in holds:
        record("holds:hold:kept_again", object_id=hold.pk, subject=hold.owner)
        _keep_keys(hold)
    return holds


def _concerns(hold: Hold, subject: UUID) -> bool:
    if hold.owner == subject:
        return True
    return any(
        holding.rows_about(subject).filter(queries.covered_by(hold, holding)).exists()
        for holding in holdings()
    )


def _keep_keys(hold: Hold) -> None:
    """The data keys of all rows that it covers, in the names of both who decided.

    What was missing once stays so: a key that is made anew does not open what the lost one sealed.
    """
    parts: dict[Wanted | None, Counter[str]] = defaultdict(Counter)
    for holding in holdings():
        rows = queries.rows_held_by(hold, holding).iterator(chunk_size=_AT_ONCE)
        for one in wanted_by(holding, rows):
            parts[one][holding.label] += 1
    kept = _kept(hold, [one for one in parts if one is not None])
    missing = Counter[str]()
    for one, where in parts.items():
        missing += where if one not in kept else Counter()
    if missing - Counter(hold.missing):
        hold.missing = dict(missing | Counter(hold.missing))
        hold.save(update_fields=["missing"])
        record("holds:hold:incomplete", object_id=hold.pk, subject=hold.owner)


def _let_go(hold: Hold) -> None:
    """The keyring keeps nothing for it, unless an approval went there and was never committed."""
    keyring().release_hold(hold.tenant_id, hold.pk, actors=(hold.placed_by, _NOBODY))


def _kept(hold: Hold, wanted: list[Wanted]) -> set[Wanted]:
    """Which of them the keyring keeps now; of who was erased before it stood, none is asked for."""
    erased = Erasure.objects.filter(denied_at__lt=hold.approved_at)
    gone = set(erased.values_list("subject", flat=True))
    asked = [one for one in wanted if gone.isdisjoint(one.subjects)]
    actors = (hold.placed_by, hold.approved_by)
    answers = keyring().hold(hold.tenant_id, hold.pk, asked, actors=actors)
    return {one for one, is_kept in zip(asked, answers, strict=True) if is_kept}


def _check(
    reason: str,
    review_on: date,
    retentions: Collection[int],
    first: date | None,
    last: date | None,
) -> None:
    today = timezone.now().date()
    if not rules.is_reason(reason):
        raise ReasonMissing
    if not today < review_on <= today + LONGEST_REVIEW:
        raise ReviewRefused
    if not rules.is_range(first, last):
        raise RangeRefused
    if set(retentions) - set(RETENTIONS):
        raise ClassUnknown


def _refuse_the_erased(subject: UUID) -> None:
    """The ledger's line is ours until the hold is committed: who would deny waits, and sees it."""
    lines = Erasure.objects.select_for_update().filter(subject=subject)
    if any(line.is_final for line in lines):
        raise AlreadyErased


def _expect_another(first: str) -> None:
    """Raises SomebodyElseMust."""
    if not rules.are_two_people(first, current_actor().id):
        raise SomebodyElseMust


def _locked(hold: Hold) -> Hold:
    return Hold.objects.select_for_update().get(pk=hold.pk)
