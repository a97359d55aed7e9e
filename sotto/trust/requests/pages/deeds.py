"""What an officer does on a request's page: each deed an address, POST, then back to the page."""

from collections.abc import Callable
from tempfile import TemporaryFile
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from sotto.trust.access.permissions import for_officers
from sotto.trust.consents.services import lift, note_told
from sotto.trust.dataprotection.services.identity import Answer, begin_code
from sotto.trust.requests import services
from sotto.trust.requests.models import DataRequest
from sotto.trust.requests.pages.forms import (
    CodeForm,
    PasswordForm,
    ProofForm,
    ReasonForm,
    RefusalForm,
    RestrictForm,
    case_of,
    proof_of,
)
from sotto.trust.requests.pages.one import show, visible
from sotto.trust.requests.rules import Kind
from sotto.web.errors import Refused
from sotto.web.pages import SeeOther

Deed = Callable[[], object]


@require_POST
@for_officers
def prove_page(request: HttpRequest, found: UUID) -> HttpResponse:
    """The officer says how it knows who asks."""
    one, form = visible(request, found), ProofForm(request.POST)
    if not form.is_valid():
        return show(request, one, 422, proof_form=form)
    proof = proof_of(form)
    if proof is None:
        return show(request, one, 422, proof_form=form)
    return _do(
        request, one, lambda: services.confirm_identity(found, proof=proof), _("Noted who asks.")
    )


@require_POST
@for_officers
def doubt_page(request: HttpRequest, found: UUID) -> HttpResponse:
    """The clock stands still until it is known who asks."""
    one, form = visible(request, found), ReasonForm(request.POST, prefix="doubt")
    if not form.is_valid():
        return show(request, one, 422, doubt_form=form)
    reason = form.cleaned_data["reason"]
    return _do(
        request,
        one,
        lambda: services.ask_identity(found, reason=reason),
        _("The clock stands still until it is known who asks."),
    )


@require_POST
@for_officers
def code_page(request: HttpRequest, found: UUID) -> HttpResponse:
    """A code to read out on a call back, or to send; then what the person repeats."""
    one = visible(request, found)
    if "digits" not in request.POST:
        code = begin_code(one.owner, now=timezone.now())
        return show(request, one, code=code, code_form=CodeForm(initial={"code": code.id}))
    form = CodeForm(request.POST)
    if not form.is_valid():
        return show(request, one, code_form=form)
    answer = services.confirm_by_code(
        found, code=form.cleaned_data["code"], digits=form.cleaned_data["digits"]
    )
    if answer is Answer.CONFIRMED:
        messages.success(request, _("Noted who asks."))
        return SeeOther(reverse("requests:request", args=[found]))
    form.add_error("digits", str(_CODE_FAULTS[answer]))
    return show(request, one, code_form=form)  # Not an error's status: the attempt must count.


_CODE_FAULTS: dict[Answer, str | Promise] = {
    Answer.WRONG: _("That is not the code."),
    Answer.TOO_LATE: _("This code is too old. Begin with a new one."),
    Answer.TOO_OFTEN: _("Too many wrong answers. Begin with a new code."),
}


@require_POST
@for_officers
def extend_page(request: HttpRequest, found: UUID) -> HttpResponse:
    one, form = visible(request, found), ReasonForm(request.POST, prefix="extend")
    if not form.is_valid():
        return show(request, one, 422, extend_form=form)
    reason = form.cleaned_data["reason"]
    return _do(
        request,
        one,
        lambda: services.extend(found, reason=reason),
        _("Two months more. Tell the person the reasons now."),
    )


@require_POST
@for_officers
def grant_page(request: HttpRequest, found: UUID) -> HttpResponse:
    """Of an erasure, with the token of the dry run that this page has shown."""
    one, form = visible(request, found), RestrictForm(request.POST)
    if one.kind != Kind.RESTRICTION:
        seen = request.POST.get("seen")
        return _do(request, one, lambda: services.grant(found, seen=seen), _("Granted."))
    if not form.is_valid():
        return show(request, one, 422, restrict_form=form)
    case, keeps = case_of(form), form.cleaned_data["keeps_service"]
    return _do(
        request, one, lambda: services.grant(found, case=case, keeps_service=keeps), _("Granted.")
    )


@require_POST
@for_officers
def refuse_page(request: HttpRequest, found: UUID) -> HttpResponse:
    one = visible(request, found)
    form = RefusalForm(Kind(one.kind), request.POST)
    if not form.is_valid():
        return show(request, one, 422, refusal_form=form)
    ground, reasons = form.chosen, form.cleaned_data["reasons"]
    return _do(
        request,
        one,
        lambda: services.refuse(found, ground=ground, reasons=reasons),
        _("Refused, with its ground and the note on complaint."),
    )


@require_POST
@for_officers
def correct_page(request: HttpRequest, found: UUID) -> HttpResponse:
    field, value = request.POST.get("field", ""), request.POST.get("value", "")
    return _do(
        request,
        visible(request, found),
        lambda: services.correct(found, field=field, value=value),
        _("Put right; the old value is gone."),
    )


@require_POST
@for_officers
def offer_page(request: HttpRequest, found: UUID) -> HttpResponse:
    return _do(
        request,
        visible(request, found),
        lambda: services.offer(found),
        _("The person may fetch the archive once, signed in."),
    )


@require_POST
@for_officers
def archive_page(request: HttpRequest, found: UUID) -> HttpResponseBase:
    """The archive for an officer to hand over: made now, encrypted, and nowhere kept.

    Until it is sent its ciphertext stands in a file without a name, however large it is.
    """
    one, form = visible(request, found), PasswordForm(request.POST)
    if not form.is_valid():
        return show(request, one, 422, password_form=form)
    archive = TemporaryFile()  # noqa: SIM115 -- the response closes it.
    try:
        services.hand_over(found, to=archive, password=form.cleaned_data["password"])
    except Refused as refused:
        archive.close()
        return show(request, one, refused.status, refusal=refused.text)
    archive.seek(0)
    return FileResponse(
        archive,
        as_attachment=True,
        filename=f"request-{one.number}.zip.age",
        content_type="application/octet-stream",
    )


@require_POST
@for_officers
def receipt_page(request: HttpRequest, found: UUID) -> HttpResponse:
    return _do(
        request,
        visible(request, found),
        lambda: services.note_receipt(found),
        _("Noted that the person knows that its request has come."),
    )


@require_POST
@for_officers
def told_page(request: HttpRequest, found: UUID) -> HttpResponse:
    return _do(
        request,
        visible(request, found),
        lambda: services.note_delivered(found),
        _("Noted that the person has its answer."),
    )


@require_POST
@for_officers
def close_page(request: HttpRequest, found: UUID) -> HttpResponse:
    return _do(request, visible(request, found), lambda: services.close(found), _("Closed."))


@require_POST
@for_officers
def withdraw_page(request: HttpRequest, found: UUID) -> HttpResponse:
    return _do(
        request, visible(request, found), lambda: services.withdraw(found), _("Withdrawn, closed.")
    )


@require_POST
@for_officers
def lift_page(request: HttpRequest, found: UUID) -> HttpResponse:
    """Two presses: the person is told, then it is lifted (Art. 18(3))."""
    one = visible(request, found)
    if request.POST.get("is_told") == "yes":
        return _do(request, one, lambda: lift(one.owner), _("The restriction is lifted."))
    return _do(
        request, one, lambda: note_told(one.owner), _("Noted that the person knows it will end.")
    )


def _do(request: HttpRequest, found: DataRequest, deed: Deed, done: str | Promise) -> HttpResponse:
    """A refusal is shown on the page itself, and nothing of the deed stays."""
    try:
        deed()
    except Refused as refused:
        return show(request, found, refused.status, refusal=refused.text)
    messages.success(request, str(done))
    return SeeOther(reverse("requests:request", args=[found.pk]))
