"""An officer decides; what is granted is done by the room whose business it is."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from sotto.trust.access.queries import has_account
from sotto.trust.consents.rules import Case
from sotto.trust.consents.services import NoObjection, overrule, restrict, retract
from sotto.trust.dataprotection.services import (
    approve_erasure,
    ask_erasure,
    cancel_erasure,
)
from sotto.trust.recipients.rules import Topic
from sotto.trust.recipients.services import tell
from sotto.trust.requests import queries, rules
from sotto.trust.requests.models import Closure, DataRequest, Decision, Delivery
from sotto.trust.requests.rules import Ground, Kind, State
from sotto.trust.requests.services.delivering import ARCHIVES, offer
from sotto.trust.requests.services.errors import (
    DryRunMissing,
    GroundRefused,
    IdentityMissing,
    NotNow,
    TextMissing,
    TooLong,
)
from sotto.trust.requests.services.steps import add_step, expect, locked

_DONE_BY_DECIDING = {Kind.RESTRICTION, Kind.OBJECTION}


def complaint_note() -> str:
    """What every refusal must say (Art. 12(4) GDPR), in the reader's language."""
    return _(
        "You may complain to a supervisory authority for data protection, in particular where "
        "you live, work, or where you think the law was broken, and you may go to court."
    )


@transaction.atomic
def grant(
    request: UUID,
    *,
    text: str = "",
    seen: str | None = None,
    case: Case = Case.CONTESTED,
    keeps_service: bool = False,
) -> Decision:
    """Do what was asked for.

    seen: of an erasure, the token of the dry run that was shown. case, keeps_service: of a
    restriction. Raises RequestUnknown, NotNow, IdentityMissing, DryRunMissing, and what the room
    that does it refuses: then nothing is decided.
    """
    found = locked(request)
    expect(found, State.OPEN)
    if not queries.has(found, "identitycheck"):
        raise IdentityMissing(request)
    decision = add_step(found, Decision, text, is_granted=True)
    match Kind(found.kind):
        case Kind.RESTRICTION:
            _bind(found, restrict(found.owner, case=case, keeps_service=keeps_service).pk)
            tell(found.owner, Topic.RESTRICTION)
        case Kind.ERASURE:
            if seen is None:
                raise DryRunMissing
            entry = ask_erasure(found.tenant_id, found.owner)
            _bind(found, approve_erasure(entry, seen=seen).pk)
        case _:
            pass
    _answer_in_portal(found)
    return decision


@transaction.atomic
def refuse(request: UUID, *, ground: Ground, reasons: str) -> Decision:
    """Only on a ground that the law has for this kind, with reasons, and the note on complaint.

    Raises RequestUnknown, NotNow, GroundRefused, TextMissing, TooLong, IdentityMissing.
    """
    found = locked(request)
    expect(found, State.OPEN, State.WAITING)
    if ground not in rules.GROUNDS[Kind(found.kind)]:
        raise GroundRefused
    if not reasons.strip():
        raise TextMissing
    if not queries.has(found, "identitycheck") and ground is not Ground.UNIDENTIFIED:
        raise IdentityMissing(request)
    answer = f"{reasons.strip()}\n\n{complaint_note()}"
    if len(answer) > rules.LETTERS:
        raise TooLong
    if found.kind == Kind.OBJECTION and found.effect is not None:
        overrule(found.effect, ground=reasons)
    decision = add_step(found, Decision, answer, is_granted=False, ground=ground)
    _answer_in_portal(found)
    return decision


@transaction.atomic
def withdraw(request: UUID) -> Closure:
    """The person asks no longer. An erasure is cancelled while that can be done.

    Raises RequestUnknown, NotNow, and of an erasure AlreadyFinal.
    """
    found = locked(request)
    expect(found, State.OPEN, State.WAITING, State.DECIDED)
    if found.kind == Kind.OBJECTION and found.effect is not None:
        _retract(found)
    if found.kind == Kind.ERASURE and found.effect is not None:
        entry = queries.erasure_behind(found)
        if entry is not None:
            cancel_erasure(entry)
    if found.kind == Kind.RESTRICTION and found.effect is not None:
        raise NotNow(request)  # It is lifted instead: `consents.lift`.
    return add_step(found, Closure, is_withdrawn=True)


def _answer_in_portal(request: DataRequest) -> None:
    """Whoever has an account reads the decision there, and fetches the archive there: delivered.

    Not so where something has still to be put right or erased.
    """
    if not has_account(request.owner):
        return
    if queries.is_granted(request) and request.kind in ARCHIVES:
        offer(request.pk)
    elif not queries.is_granted(request) or request.kind in _DONE_BY_DECIDING:
        add_step(request, Delivery)


def _retract(request: DataRequest) -> None:
    if request.effect is None:
        return
    try:
        retract(request.effect)
    except NoObjection:  # It was overruled before, or retracted by the person itself.
        return


def _bind(request: DataRequest, effect: UUID) -> None:
    request.effect = effect
    request.save(update_fields=["effect"])
