"""Break glass, in the browser: why, and then the one call in full for a quarter of an hour."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe
from typing_extensions import override

from sotto.features.calls import queries
from sotto.features.calls.models import Call
from sotto.features.calls.pages.history import row_of
from sotto.features.calls.services import CallUnknown, RevealOver, reveal
from sotto.trust.access.permissions import account_of, for_administrators
from sotto.trust.audit.services import record
from sotto.trust.retention.queries import present_profile
from sotto.trust.retention.services import HearingMissing, ReasonMissing
from sotto.web.forms import ShellForm
from sotto.web.pages import SeeOther


class RevealForm(ShellForm):
    reason = forms.CharField(
        label=_("Why?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        help_text=_("Kept sealed with this look, and shown to those who spoke when they ask."),
    )
    was_heard = forms.BooleanField(
        label=_("The employee concerned has been heard."),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )

    @override
    def __init__(self, *args: Any, **options: Any) -> None:  # Any: as Django takes them
        super().__init__(*args, **options)
        if not present_profile().must_hear:
            del self.fields["was_heard"]


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def reveal_page(request: HttpRequest, call: UUID) -> HttpResponse:
    found = _visible(request, call)
    form = RevealForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            stored = reveal(
                [found],
                reason=form.cleaned_data["reason"],
                was_heard=form.cleaned_data.get("was_heard", False),
                now=timezone.now(),
            )
        except ReasonMissing as refusal:
            form.refuse("reason", str(refusal.text))
        except HearingMissing as refusal:
            form.refuse("was_heard", str(refusal.text))
        else:
            return SeeOther(reverse("calls:revealed", args=[stored[0].pk]))
    record("calls:call:viewed", object_id=found.pk)
    content = {"form": form, "row": row_of(found, _view(request, found))}
    return render(request, "calls/reveal.html", content, status=422 if form.errors else 200)


@require_safe
@for_administrators
def revealed_page(request: HttpRequest, reveal: UUID) -> HttpResponse:
    found = queries.reveal_visible_to(account_of(request), reveal, now=timezone.now())
    if found is None:
        raise RevealOver
    call = _visible(request, found.call)
    record("calls:reveal:viewed", object_id=found.pk)
    content = {"row": row_of(call, _view(request, call, is_lifted=True)), "reveal": found}
    return render(request, "calls/revealed.html", content)


def _view(request: HttpRequest, call: Call, *, is_lifted: bool = False) -> queries.View:
    return queries.view_of([call], owner=account_of(request).owner, is_lifted=is_lifted)


def _visible(request: HttpRequest, call: UUID) -> Call:
    """Raises CallUnknown, for another tenant's as well."""
    found = queries.call_visible_to(account_of(request), call)
    if found is None:
        raise CallUnknown(call)
    return found
