"""Reads. Each asks for the actor, or says for whom it is."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from typing_extensions import override

from sotto.features.calls import rules
from sotto.features.calls.models import Call
from sotto.personal_data.fields import Opened
from sotto.trust.access.models import Account

_ERASED = "erased"
_WITHHELD = "withheld"


@dataclass(frozen=True, slots=True)
class ShownCall:
    """A call as a page or the command line prints it. Times are ISO 8601, UTC."""

    started_at: str
    answered_at: str | None
    ended_at: str
    caller: str
    callee: str
    outcome: str
    seconds: int
    protection_summary: str

    @override
    def __repr__(self) -> str:
        return "<ShownCall>"  # Never its content: this may end in a traceback.


def calls_visible_to(actor: Account) -> QuerySet[Call]:
    """Newest first: administrators see their tenant's, others those they had a part in."""
    return Call.objects.all() if actor.is_administrator else calls_of(actor.owner)


def calls_of(subject: UUID) -> QuerySet[Call]:
    """For the command line, whose user administers the machine: one person's, newest first."""
    return Call.objects.filter(Q(caller=subject) | Q(callee=subject) | Q(diverter=subject))


def all_calls() -> QuerySet[Call]:
    """For the command line: everybody's of the current tenant, newest first."""
    return Call.objects.all()


def shown(call: Call) -> ShownCall:
    """Open one call; of a list, `unseal` it first."""
    facts = call.facts
    dialled = None if call.about_caller.erased else call.about_caller["dialled"]
    return ShownCall(
        started_at=facts["started_at"] or _ERASED,
        answered_at=facts["answered_at"],
        ended_at=facts["ended_at"] or _ERASED,
        caller=_party(call.about_caller),
        callee=dialled or _party(call.about_callee),
        outcome=facts["outcome"] or _ERASED,
        seconds=_seconds(facts["answered_at"], facts["ended_at"]),
        protection_summary=rules.protection_summary(call.protection),
    )


def _party(party: Opened) -> str:
    if party.erased:
        return _ERASED
    if party.get("withheld"):
        return _WITHHELD
    number, name = party["number"], party["name"]
    return f"{name} ({number})" if name else str(number)


def _seconds(answered: str | None, ended: str | None) -> int:
    if answered is None or ended is None:
        return 0
    return round((datetime.fromisoformat(ended) - datetime.fromisoformat(answered)).total_seconds())
