"""My requests: ask, follow the clock, fetch the archive, withdraw (PBX-60)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sotto.personal_data.vocabulary import Purpose
from sotto.trust.access.permissions import account_of
from sotto.trust.audit.services import record
from sotto.trust.requests import queries
from sotto.trust.requests.models import DataRequest
from sotto.trust.requests.pages import words
from sotto.trust.requests.pages.desk import row
from sotto.trust.requests.pages.forms import OwnForm, kind_of
from sotto.trust.requests.pages.one import told
from sotto.trust.requests.rules import Channel, Kind, State
from sotto.trust.requests.services import (
    Intake,
    RequestUnknown,
    complaint_note,
    fetch,
    open_request,
    withdraw,
)
from sotto.web.errors import Refused
from sotto.web.navigation import Tile
from sotto.web.pages import SeeOther


@require_http_methods(["GET", "HEAD", "POST"])
def list_page(request: HttpRequest) -> HttpResponse:
    actor = account_of(request)
    form = OwnForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = _ask(form, actor.owner)
        except Refused as refused:
            form.refuse("", str(refused.text))
        else:
            messages.success(request, _("Your request has come in. You can follow it here."))
            return SeeOther(reverse("requests:my-request", args=[made.pk]))
    content = {"rows": [row(one) for one in queries.requests_of(actor.owner)], "form": form}
    record("requests:own:viewed", subject=actor.owner)
    return render(request, "requests/mine.html", content, status=422 if form.errors else 200)


@require_safe
def one_page(request: HttpRequest, found: UUID) -> HttpResponse:
    one = _mine(request, found)
    queries.opened([one])
    content = {
        **row(one),
        "log": told(queries.log_of(one)),
        "offer": queries.standing_offer(one, now=timezone.now()),
        "note": complaint_note(),
        "is_refused": queries.has(one, "decision") and not queries.is_granted(one),
        "may_withdraw": _may_withdraw(one),
        "purpose": words.PURPOSES[Purpose(one.purpose)] if one.purpose else "",
    }
    record("requests:own:viewed", object_id=one.pk, subject=one.owner)
    return render(request, "requests/my_request.html", content)


@require_POST
def archive_page(request: HttpRequest, found: UUID) -> StreamingHttpResponse:
    """Once, and only by its person: made while it is sent, kept nowhere. Raises NothingOffered."""
    return StreamingHttpResponse(
        fetch(_mine(request, found).pk, subject=account_of(request).owner),
        content_type="application/zip",
        headers={"Content-Disposition": 'attachment; filename="my-data.zip"'},
    )


@require_POST
def withdraw_page(request: HttpRequest, found: UUID) -> HttpResponse:
    withdraw(_mine(request, found).pk)
    messages.success(request, _("Withdrawn."))
    return SeeOther(reverse("requests:my-request", args=[found]))


def tile(request: HttpRequest) -> Tile:
    open_ = queries.requests_of(account_of(request).owner).filter(closure=None).count()
    return Tile(str(open_), ngettext("request of mine", "requests of mine", open_))


def _ask(form: OwnForm, subject: UUID) -> DataRequest:
    kind = kind_of(form)
    return open_request(
        kind,
        subject,
        channel=Channel.PORTAL,
        intake=Intake(text=form.cleaned_data["text"]),
        purpose=form.objected,
    )


def _mine(request: HttpRequest, found: UUID) -> DataRequest:
    """Raises RequestUnknown, for everybody else's as well."""
    one = queries.requests_of(account_of(request).owner).filter(pk=found).first()
    if one is None:
        raise RequestUnknown(found)
    return one


def _may_withdraw(one: DataRequest) -> bool:
    state = queries.state_of(one)
    if state is State.DECIDED:
        return one.kind == Kind.ERASURE and queries.is_granted(one)
    return state in {State.OPEN, State.WAITING}
