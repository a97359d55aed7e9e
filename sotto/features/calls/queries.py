"""Reads. Each asks for the actor, or says for whom it is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from typing_extensions import override

from sotto.features.calls import rules
from sotto.features.calls.models import Call, Reveal
from sotto.features.directory.queries import (
    known_subjects,
    meant_by,
    opened_for_their_rights,
    people_among,
)
from sotto.personal_data.countries import STRICT, CountryProfile
from sotto.personal_data.fields import Opened
from sotto.personal_data.masking import mask_number
from sotto.trust.access.models import Account
from sotto.trust.dataprotection.services.finding import Kind, Match, initials
from sotto.trust.retention.queries import present_profile

SHOWN_FOR = timedelta(minutes=15)  # What was revealed.


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
    is_masked: bool = False

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


@dataclass(frozen=True, slots=True)
class View:
    """Who looks at calls, and what follows from it (ENT-30, PBX-41).

    owner: who looks, when a person: sees its own calls in full, but for numbers that were withheld
    from it. Of others' calls the one of ours who called, or was called from outside, is named, as
    on a bill; of the other side the number's last digits are hidden. is_lifted: a reason was given
    (`services.reveal`).
    """

    owner: UUID | None = None
    people: frozenset[UUID] = frozenset()
    profile: CountryProfile = STRICT
    is_lifted: bool = False


def view_of(calls: Sequence[Call], *, owner: UUID | None, is_lifted: bool = False) -> View:
    """How somebody may see these calls of the current tenant."""
    subjects = {one for call in calls for one in (call.caller, call.callee) if one is not None}
    people = frozenset(people_among(subjects))
    return View(owner, people, present_profile(), is_lifted)


def shown(call: Call, view: View = View()) -> ShownCall:
    """Open one call; of a list, `unseal` it first. Without a view, everything is masked."""
    facts = call.facts
    is_lifted = view.is_lifted
    is_own = view.owner is not None and view.owner in {call.caller, call.callee, call.diverter}
    is_callers = is_lifted or (view.owner is not None and view.owner == call.caller)
    is_outgoing = call.caller is None or call.caller in view.people
    is_withheld = bool(call.about_caller.get("withheld")) and not is_callers
    names_caller = is_callers or is_own or (is_outgoing and call.caller is not None)
    names_callee = is_lifted or is_own or (not is_outgoing and call.callee in view.people)
    caller = _("withheld") if is_withheld else _party(call.about_caller, view, in_full=names_caller)
    return ShownCall(
        started_at=facts["started_at"] or _("erased"),
        answered_at=facts["answered_at"],
        ended_at=facts["ended_at"] or _("erased"),
        caller=caller,
        callee=_called(call, view, in_full=names_callee),
        outcome=facts["outcome"] or _("erased"),
        seconds=_seconds(facts["answered_at"], facts["ended_at"]),
        protection_summary=rules.protection_summary(call.protection),
        is_masked=not (names_caller and names_callee) or is_withheld,
    )


def reveal_visible_to(actor: Account, reveal: UUID, *, now: datetime) -> Reveal | None:
    """The actor's own, for a quarter of an hour. now: aware, UTC."""
    return Reveal.objects.filter(pk=reveal, actor=str(actor.pk), at__gt=now - SHOWN_FOR).first()


def call_visible_to(actor: Account, call: UUID) -> Call | None:
    return calls_visible_to(actor).filter(pk=call).first()


def _called(call: Call, view: View, *, in_full: bool) -> str:
    dialled = call.about_caller.get("dialled")
    if dialled is None:
        return _party(call.about_callee, view, in_full=in_full)
    if not dialled:
        return _("not kept")
    is_service = dialled.startswith(("*", "#"))
    return dialled if in_full or is_service else mask_number(dialled, view.profile)


def _party(party: Opened, view: View, *, in_full: bool) -> str:
    if party.erased:
        return _("erased")
    if party.restricted:
        return _("restricted")
    number, name = party["number"], party["name"]
    if not number:
        return _("not kept")
    if not in_full:
        return mask_number(number, view.profile)
    return f"{name} ({number})" if name else str(number)


def _seconds(answered: str | None, ended: str | None) -> int:
    if answered is None or ended is None:
        return 0
    return round((datetime.fromisoformat(ended) - datetime.fromisoformat(answered)).total_seconds())


def find_former(text: str) -> Iterator[Match]:
    """Who left the directory, by number and name as in its last call: others' calls hold both."""
    is_meant = meant_by(text)
    for role in ("caller", "callee", "diverter"):
        last = Call.objects.exclude(**{role: None}).order_by(role, "-sequence").distinct(role)
        for known in known_subjects():
            last = last.exclude(**{f"{role}__in": known})
        for call in opened_for_their_rights(last):
            about = getattr(call, f"about_{role}") or {}
            number, name = about.get("number") or "", about.get("name") or ""
            if is_meant(number, name):
                yield Match(getattr(call, role), Kind.FORMER, f"{initials(name)} {number}")
