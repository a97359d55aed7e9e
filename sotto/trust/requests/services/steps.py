"""One step after the other: each is a row with who and when, never before the step before."""

from datetime import date
from typing import TypeVar
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from sotto.personal_data.actor import current_actor
from sotto.trust.audit.services import record
from sotto.trust.dataprotection.services.identity import Answer, answer_code, is_confirmed
from sotto.trust.requests import queries, rules
from sotto.trust.requests.models import (
    Closure,
    DataRequest,
    Delivery,
    Extension,
    IdentityCheck,
    IdentityQuestion,
    Receipt,
    Step,
)
from sotto.trust.requests.rules import Proof, State
from sotto.trust.requests.services.errors import (
    DoubtMissing,
    NotNow,
    RequestUnknown,
    TextMissing,
    TooLateToExtend,
    TooLong,
)

Row = TypeVar("Row", bound=Step)
_DECIDABLE = {State.OPEN, State.WAITING}


def locked(request: UUID) -> DataRequest:
    """For a step: two at once take turns. Raises RequestUnknown."""
    found = DataRequest.objects.select_for_update().filter(pk=request).first()
    if found is None:
        raise RequestUnknown(request)
    return found


def add_step(request: DataRequest, kind: type[Row], text: str = "", **columns: object) -> Row:
    """The row of a step, its text sealed. Raises TooLong."""
    if len(text) > rules.LETTERS:
        raise TooLong
    actor = current_actor()
    step = kind(
        tenant_id=request.tenant_id,
        request=request,
        owner=request.owner,
        about_owner={"text": text.strip()} if text.strip() else None,
        at=rules.not_before(timezone.now(), [one.at for one in queries.log_of(request)]),
        actor=actor.id,
        interface=actor.interface,
        **columns,
    )
    step.save(force_insert=True)
    record(f"requests:{kind._meta.model_name}:made", object_id=request.pk, subject=request.owner)
    return step


def expect(request: DataRequest, *states: State) -> None:
    """Raises NotNow."""
    if queries.state_of(request) not in states:
        raise NotNow(request.pk)


@transaction.atomic
def note_receipt(request: UUID, *, text: str = "") -> Receipt:
    """The person was told that its request has come. Raises RequestUnknown, NotNow."""
    found = locked(request)
    if queries.has(found, "receipt"):
        raise NotNow(request)
    return add_step(found, Receipt, text)


@transaction.atomic
def ask_identity(request: UUID, *, reason: str) -> IdentityQuestion:
    """The clock stands still until it is answered. reason: why we doubt (Art. 12(6)).

    Raises RequestUnknown, NotNow, DoubtMissing.
    """
    found = locked(request)
    expect(found, State.OPEN)
    if queries.has(found, "identityquestion") or queries.has(found, "identitycheck"):
        raise NotNow(request)
    if not reason.strip():
        raise DoubtMissing
    return add_step(found, IdentityQuestion, reason)


@transaction.atomic
def confirm_identity(request: UUID, *, proof: Proof, text: str = "") -> IdentityCheck:
    """Raises RequestUnknown, NotNow."""
    found = locked(request)
    expect(found, *_DECIDABLE)
    if queries.has(found, "identitycheck"):
        raise NotNow(request)
    return add_step(found, IdentityCheck, text, proof=proof)


def confirm_by_code(request: UUID, *, code: UUID, digits: str) -> Answer:
    """The person repeats the code that it was told at a known number or address.

    A wrong answer is returned, not raised: it counts, so its transaction must not be undone.
    Raises RequestUnknown, NotNow.
    """
    found = locked(request)
    expect(found, *_DECIDABLE)
    answer = answer_code(code, digits, now=timezone.now())
    if answer is Answer.CONFIRMED and is_confirmed(code, subject=found.owner):
        confirm_identity(request, proof=Proof.CHALLENGE)
        return answer
    return Answer.TOO_LATE if answer is Answer.CONFIRMED else answer


@transaction.atomic
def extend(request: UUID, *, reason: str, today: date | None = None) -> Extension:
    """Two months more; the person is told the reasons now (Art. 12(3)).

    Raises RequestUnknown, NotNow, TextMissing, TooLateToExtend.
    """
    found = locked(request)
    expect(found, *_DECIDABLE)
    if not reason.strip():
        raise TextMissing
    clock, reminded = queries.clock_of(found), queries.reminded(found)
    day = today or timezone.now().date()
    if not rules.may_be_extended(clock, today=day, reminded=reminded):
        raise TooLateToExtend
    return add_step(found, Extension, reason)


@transaction.atomic
def note_delivered(request: UUID, *, text: str = "") -> Delivery:
    """What was decided was done, and the person knows. Raises RequestUnknown, NotNow."""
    found = locked(request)
    expect(found, State.DECIDED)
    return add_step(found, Delivery, text)


@transaction.atomic
def close(request: UUID, *, text: str = "") -> Closure:
    """Nothing is left to do. Raises RequestUnknown, NotNow."""
    found = locked(request)
    expect(found, State.DELIVERED)
    return add_step(found, Closure, text)
