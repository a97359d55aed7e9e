"""One request: its clock, what was said, the next step, and everything that was done."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from sotto.personal_data.vocabulary import Purpose
from sotto.trust.access.permissions import account_of, for_officers
from sotto.trust.access.queries import has_account, names_of_accounts
from sotto.trust.audit.services import record
from sotto.trust.consents.queries import standing_restriction
from sotto.trust.dataprotection.queries import state_of_erasure
from sotto.trust.dataprotection.services import preview_of
from sotto.trust.dataprotection.services.wording import preview_as_shown
from sotto.trust.requests import queries, rules
from sotto.trust.requests.models import Correction, DataRequest, Decision, IdentityCheck, Step
from sotto.trust.requests.pages import words
from sotto.trust.requests.pages.desk import row
from sotto.trust.requests.pages.forms import (
    PasswordForm,
    ProofForm,
    ReasonForm,
    RefusalForm,
    RestrictForm,
)
from sotto.trust.requests.rules import Ground, Kind, Proof, State
from sotto.trust.requests.services import RequestUnknown, fields_of, new_password

Content = dict[str, Any]  # Any: what a template takes.
_ARCHIVES = {Kind.ACCESS, Kind.PORTABILITY}


@require_safe
@for_officers
def page(request: HttpRequest, found: UUID) -> HttpResponse:
    return show(request, visible(request, found))


def show(request: HttpRequest, found: DataRequest, status: int = 200, **more: Any) -> HttpResponse:
    """more: a form with its errors, a code that is shown once, a refusal."""
    queries.opened([found])
    content = {**row(found), **_next(found), **_log(found), **more}
    content["password_kind"] = found.kind in _ARCHIVES
    content["has_account"] = has_account(found.owner)
    content["restriction"] = standing_restriction(found.owner)
    content["purpose"] = words.PURPOSES[Purpose(found.purpose)] if found.purpose else ""
    record("requests:request:viewed", object_id=found.pk, subject=found.owner)
    return render(request, "requests/request.html", content, status=status)


def visible(request: HttpRequest, found: UUID) -> DataRequest:
    """Raises RequestUnknown."""
    one = queries.requests_visible_to(account_of(request)).filter(pk=found).first()
    if one is None:
        raise RequestUnknown(found)
    return one


def told(steps: list[Step]) -> list[Content]:
    """A log as both sides read it."""
    queries.opened_steps(steps)
    return [
        {
            "at": step.at,
            "actor": step.actor,
            "what": _what(step),
            "text": step.about_owner["text"],
        }
        for step in steps
    ]


def _what(step: Step) -> str:
    what, how = words.STEPS[str(step._meta.model_name)], _how(step)
    return f"{what}: {how}" if how else str(what)


def _how(step: Step) -> Any:  # Any: a text that is translated when it is printed.
    match step:
        case IdentityCheck():
            return words.PROOFS[Proof(step.proof)]
        case Decision() if step.is_granted:
            return words.GRANTED
        case Decision():
            return words.GROUNDS[Ground(step.ground)]
        case Correction():
            return step.field
        case _:
            return ""


def _next(found: DataRequest) -> Content:
    """The one thing to do now, and what its form needs."""
    state, kind = queries.state_of(found), Kind(found.kind)
    today = timezone.now().date()
    content: Content = {"next": _step(found, state, kind)}
    if state in {State.OPEN, State.WAITING}:
        content["may_extend"] = rules.may_be_extended(
            queries.clock_of(found), today=today, reminded=queries.reminded(found)
        )
        content["extend_form"] = ReasonForm(prefix="extend")
        content["refusal_form"] = RefusalForm(kind)
        content["doubt_form"] = ReasonForm(prefix="doubt")
        content["proof_form"] = ProofForm()
    match content["next"]:
        case "decide" if kind is Kind.ERASURE:
            preview = preview_of(found.owner)
            content |= {"preview": preview_as_shown(preview), "seen": preview.token}
        case "decide" if kind is Kind.RESTRICTION:
            content["restrict_form"] = RestrictForm()
        case "correct":
            content["fields"] = fields_of(found.owner)
        case "erasing":
            entry = queries.erasure_behind(found)
            content["erasure"] = entry
            content["erasure_state"] = None if entry is None else state_of_erasure(entry)
    if kind in _ARCHIVES and queries.is_granted(found) and state is not State.CLOSED:
        content["password_form"] = PasswordForm(initial={"password": new_password()})
        content["offer"] = queries.standing_offer(found, now=timezone.now())
    return content


def _step(found: DataRequest, state: State, kind: Kind) -> str:
    if state in {State.OPEN, State.WAITING}:
        return "decide" if queries.has(found, "identitycheck") else "identity"
    if state is State.DECIDED and queries.is_granted(found):
        wanted = {Kind.RECTIFICATION: "correct", Kind.ERASURE: "erasing"}
        return "deliver" if kind in _ARCHIVES else wanted.get(kind, "tell")
    return {State.DECIDED: "tell", State.DELIVERED: "close"}.get(state, "")


def _log(found: DataRequest) -> Content:
    steps = queries.log_of(found)
    actors = {one.actor for one in steps} | {found.actor}
    names = names_of_accounts({one for one in actors if _is_account(one)})
    log = told(steps)
    for line in log:
        line["who"] = names.get(line["actor"], line["actor"])
    return {"log": log, "opened_by": names.get(found.actor, found.actor)}


def _is_account(actor: str) -> bool:
    try:
        UUID(actor)
    except ValueError:
        return False
    return True
