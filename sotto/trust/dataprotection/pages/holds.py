"""The officer's pages of legal holds: list, place, approve, lift; each by two people.

They stand here, not in the room of holds, since whom a hold is about is looked for by what the
rooms have told data protection.
"""

from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sotto.personal_data.actor import current_actor
from sotto.personal_data.records import unseal
from sotto.personal_data.vocabulary import RETENTIONS
from sotto.trust.access.permissions import account_of, for_officers
from sotto.trust.access.queries import names_of_accounts
from sotto.trust.audit.services import record
from sotto.trust.dataprotection.pages import words
from sotto.trust.dataprotection.pages.finding import look_for
from sotto.trust.dataprotection.pages.forms import HoldForm
from sotto.trust.dataprotection.services.wording import title
from sotto.trust.holds import queries, rules, services
from sotto.trust.holds.models import Hold
from sotto.web.errors import Refused
from sotto.web.pages import SeeOther

REVIEW = timedelta(days=180)  # What the form proposes.


@require_safe
@for_officers
def list_page(request: HttpRequest) -> HttpResponse:
    record("holds:holds:viewed")
    return _show(request)


@require_http_methods(["GET", "HEAD", "POST"])
@for_officers
def new_page(request: HttpRequest) -> HttpResponse:
    found = look_for(request)
    form = None
    if found.chosen:
        review = timezone.now().date() + REVIEW
        form = HoldForm(request.POST or None, initial={"review_on": review})
        if request.method == "POST" and form.is_valid():
            try:
                services.place(found.chosen.subject, **form.cleaned_data)
            except Refused as refused:
                form.refuse("", str(refused.text))
            else:
                return SeeOther(reverse("dataprotection:holds"))
    status = 422 if form is not None and form.errors else 200
    content = {"found": found, "form": form}
    return render(request, "dataprotection/holds/new.html", content, status=status)


@require_POST
@for_officers
def approve_page(request: HttpRequest, hold: UUID) -> HttpResponse:
    """The hold, or its lifting: whatever somebody else has asked for."""
    found = _find(request, hold)
    try:
        if found.lift_asked_at is None:
            services.approve(found)
        else:
            services.approve_lift(found)
    except Refused as refused:
        return _show(request, refusal=str(refused.text), status=refused.status)
    return SeeOther(reverse("dataprotection:holds"))


@require_POST
@for_officers
def lift_page(request: HttpRequest, hold: UUID) -> HttpResponse:
    found = _find(request, hold)
    try:
        services.lift(found)
    except Refused as refused:
        return _show(request, refusal=str(refused.text), status=refused.status)
    return SeeOther(reverse("dataprotection:holds"))


def _show(request: HttpRequest, *, refusal: str = "", status: int = 200) -> HttpResponse:
    holds = unseal(list(queries.holds_visible_to(account_of(request))))
    names = names_of_accounts(
        {actor for hold in holds for actor in (hold.placed_by, hold.approved_by) if _is_id(actor)}
    )
    content = {"rows": [_row(hold, names) for hold in holds], "refusal": refusal}
    return render(request, "dataprotection/holds/list.html", content, status=status)


def _row(hold: Hold, names: dict[str, str]) -> dict[str, object]:
    waits_for = hold.lift_asked_by if hold.lift_asked_at else hold.placed_by
    waits = hold.state in {rules.State.PLACED, rules.State.LIFTING}
    return {
        "hold": hold,
        "state": words.HOLD_STATES[hold.state],
        "colour": words.HOLD_COLOURS[hold.state],
        "classes": [title(RETENTIONS[code].name) for code in hold.retentions],
        "placed_by": names.get(hold.placed_by) or hold.placed_by,
        "approved_by": names.get(hold.approved_by) or hold.approved_by,
        "missing": [(title(one), count) for one, count in queries.missing_of(hold).items()],
        "waits": waits,
        "may_approve": waits and rules.are_two_people(waits_for, current_actor().id),
        "may_lift": hold.state in {rules.State.PLACED, rules.State.STANDS},
        "is_due": hold.lifted_at is None and hold.review_on <= timezone.now().date(),
    }


def _find(request: HttpRequest, hold: UUID) -> Hold:
    """Raises HoldUnknown."""
    found = queries.holds_visible_to(account_of(request)).filter(pk=hold).first()
    if found is None:
        raise services.HoldUnknown(hold)
    return found


def _is_id(actor: str) -> bool:
    try:
        UUID(actor)
    except ValueError:
        return False
    return True
