"""The calls list: who called whom, what came of it, and how it was protected (PBX-21)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from sotto.features.calls import queries
from sotto.features.calls.models import Call
from sotto.features.calls.rules import Outcome
from sotto.personal_data.records import unseal
from sotto.trust.access.permissions import account_of, is_administrator
from sotto.trust.audit.services import record
from sotto.web.navigation import Tile

CALLS = 50

OUTCOMES: Mapping[str, str | Promise] = {
    Outcome.ANSWERED: gettext_lazy("answered"),
    Outcome.NO_ANSWER: gettext_lazy("no answer"),
    Outcome.BUSY: gettext_lazy("busy"),
    Outcome.CANCELLED: gettext_lazy("cancelled"),
    Outcome.FAILED: gettext_lazy("failed"),
    Outcome.VOICEMAIL: gettext_lazy("voice mail"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A call as `_call.html` shows it. `legs`: each leg's signalling, cipher and media."""

    id: UUID
    shown: queries.ShownCall
    started_at: datetime | None
    length: timedelta | None
    outcome: str | Promise
    is_protected: bool
    legs: Mapping[str, Mapping[str, str]]


@require_safe
def calls_page(request: HttpRequest) -> HttpResponse:
    actor = account_of(request)
    page = Paginator(queries.calls_visible_to(actor), CALLS).get_page(request.GET.get("page"))
    calls = unseal(list(page.object_list))
    view = queries.view_of(calls, owner=actor.owner)
    rows = [row_of(call, view) for call in calls]
    content = {
        "rows": rows,
        "page": page,
        "of_all": is_administrator(request),
        "digits": view.profile.masked_digits,
    }
    record("calls:list:viewed", subject=None if content["of_all"] else actor.owner)
    return render(request, "calls/calls.html", content)


def tile(request: HttpRequest) -> Tile:
    calls = queries.calls_visible_to(account_of(request)).count()
    return Tile(str(calls), ngettext("call so far", "calls so far", calls))


def row_of(call: Call, view: queries.View) -> Row:
    """As this view shows it."""
    shown = queries.shown(call, view)
    is_known = not call.facts.erased
    return Row(
        id=call.pk,
        shown=shown,
        started_at=datetime.fromisoformat(shown.started_at) if is_known else None,
        length=timedelta(seconds=shown.seconds) if shown.answered_at else None,
        outcome=OUTCOMES.get(shown.outcome, _("erased")),
        is_protected=shown.protection_summary == "yes",
        legs=call.protection,
    )
