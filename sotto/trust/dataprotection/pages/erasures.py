"""The officer's pages of erasures: all of them, the dry run of a new one, and one with its steps.

PBX-70, ENT-70.
"""

from datetime import timedelta
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sotto.personal_data.models import Erasure
from sotto.trust.access.permissions import account_of, for_officers
from sotto.trust.audit.services import record
from sotto.trust.dataprotection import queries
from sotto.trust.dataprotection.pages.finding import Found, look_for
from sotto.trust.dataprotection.pages.forms import EraseForm, GraceForm
from sotto.trust.dataprotection.pages.showing import erasure_as_shown
from sotto.trust.dataprotection.services import (
    ErasureUnknown,
    approve_erasure,
    ask_erasure,
    cancel_erasure,
    choose_grace,
    commit_identity,
    preview_of,
)
from sotto.trust.dataprotection.services.wording import preview_as_shown
from sotto.trust.tenants.services import current_tenant
from sotto.web.errors import Refused
from sotto.web.pages import SeeOther

ERASURES = 25


@require_safe
@for_officers
def list_page(request: HttpRequest) -> HttpResponse:
    found = queries.erasures_visible_to(account_of(request))
    page = Paginator(found, ERASURES).get_page(request.GET.get("page"))
    grace = queries.grace_of(current_tenant()).days
    content = {
        "rows": [erasure_as_shown(one) for one in page.object_list],
        "page": page,
        "grace_form": GraceForm(initial={"days": grace}),
    }
    record("dataprotection:erasures:viewed")
    return render(request, "dataprotection/erasures/list.html", content)


@require_POST
@for_officers
def grace_page(request: HttpRequest) -> HttpResponse:
    form = GraceForm(request.POST)
    if form.is_valid():
        choose_grace(current_tenant(), days=form.cleaned_data["days"])
    return SeeOther(reverse("dataprotection:erasures"))


@require_http_methods(["GET", "HEAD", "POST"])
@for_officers
def new_page(request: HttpRequest) -> HttpResponse:
    """First whom it is about, then what would happen; nothing is written before it is asked."""
    found = look_for(request)
    form = None
    if found.chosen:
        usual = queries.grace_of(current_tenant()).days
        form = EraseForm(request.POST or None, initial={"grace": usual})
        if request.method == "POST" and form.is_valid():
            return _ask(request, form, found.chosen.subject)
    content = {**_dry_run(found), "found": found, "form": form}
    status = 422 if form is not None and form.errors else 200
    return render(request, "dataprotection/erasures/new.html", content, status=status)


@require_safe
@for_officers
def one_page(request: HttpRequest, erasure: UUID) -> HttpResponse:
    entry = find(request, erasure)
    record("dataprotection:erasure:viewed", object_id=entry.pk, subject=entry.subject)
    return _show(request, entry)


@require_safe
@for_officers
def progress_page(request: HttpRequest, erasure: UUID) -> HttpResponse:
    """The steps alone, for a page that waits; once none runs, that page is to be loaded anew.

    No entry in the trail: it shows times, of whom the page before was recorded to show.
    """
    shown = erasure_as_shown(find(request, erasure))
    answer = render(request, "dataprotection/erasures/_progress.html", shown)
    if not shown["is_running"]:
        answer.headers["HX-Refresh"] = "true"
    return answer


@require_POST
@for_officers
def approve_page(request: HttpRequest, erasure: UUID) -> HttpResponse:
    """What the dry run said is approved, by its token; one that has grown since is shown again."""
    entry = find(request, erasure)
    try:
        approve_erasure(entry, seen=request.POST.get("seen", ""))
    except Refused as refused:
        return _show(request, entry, refusal=str(refused.text), status=refused.status)
    return SeeOther(reverse("dataprotection:erasure", args=[entry.pk]))


@require_POST
@for_officers
def cancel_page(request: HttpRequest, erasure: UUID) -> HttpResponse:
    entry = find(request, erasure)
    try:
        cancel_erasure(entry)
    except Refused as refused:
        return _show(request, entry, refusal=str(refused.text), status=refused.status)
    return SeeOther(reverse("dataprotection:erasure", args=[entry.pk]))


def find(request: HttpRequest, erasure: UUID) -> Erasure:
    """Raises ErasureUnknown."""
    entry = queries.erasures_visible_to(account_of(request)).filter(pk=erasure).first()
    if entry is None:
        raise ErasureUnknown(erasure)
    return entry


def _ask(request: HttpRequest, form: EraseForm, subject: UUID) -> HttpResponse:
    """The receipt is on this page, and nowhere else."""
    grace = timedelta(days=form.cleaned_data["grace"])
    entry = ask_erasure(current_tenant(), subject, grace=grace)
    if entry.is_final or entry.identity_digest:  # Asked for before: its receipt was given then.
        return SeeOther(reverse("dataprotection:erasure", args=[entry.pk]))
    receipt = commit_identity(entry, form.cleaned_data["identified_as"])
    content = {"receipt": receipt, "erasure": entry}
    return render(request, "dataprotection/erasures/asked.html", content)


def _show(
    request: HttpRequest, entry: Erasure, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    entry.refresh_from_db()
    content = {**erasure_as_shown(entry), "refusal": refusal}
    if entry.approved_at is None and entry.cancelled_at is None:
        preview = preview_of(entry.subject)
        content |= {"preview": preview_as_shown(preview), "seen": preview.token}
    return render(request, "dataprotection/erasures/one.html", content, status=status)


def _dry_run(found: Found) -> dict[str, object]:
    if found.chosen is None:
        return {}
    subject = found.chosen.subject
    record("dataprotection:erasure:previewed", subject=subject)
    return {
        "preview": preview_as_shown(preview_of(subject)),
        "known": queries.erasure_of(subject),
    }
