"""What of calls is stored at all, and by which country's profile numbers are hidden (ENT-30)."""

from datetime import timedelta

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from sotto.personal_data.countries import PROFILES, STRICT
from sotto.personal_data.masking import mask_number
from sotto.trust.access.permissions import for_officers
from sotto.trust.retention import queries
from sotto.trust.retention.pages import words
from sotto.trust.retention.rules import AtWriting
from sotto.trust.retention.services import choose_masking
from sotto.trust.tenants.queries import country_of
from sotto.trust.tenants.services import choose_country, current_tenant
from sotto.web.forms import ShellForm
from sotto.web.pages import SeeOther

_EXAMPLE = "+49301234567"


class MaskingForm(ShellForm):
    outside = forms.ChoiceField(
        label=_("Stored of calls with outside numbers"), choices=list(words.OUTSIDE.items())
    )
    inside = forms.ChoiceField(
        label=_("Stored of calls among our own people"), choices=list(words.INSIDE.items())
    )
    after_days = forms.IntegerField(
        label=_("Cut outside numbers after so many days"),
        help_text=_("Empty: they stay whole for as long as the call is kept."),
        min_value=1,
        max_value=36_600,
        required=False,
    )


class CountryForm(ShellForm):
    country = forms.ChoiceField(
        label=_("Country"),
        choices=[("", STRICT.name), *((one.code, one.name) for one in PROFILES.values())],
        required=False,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_officers
def page(request: HttpRequest) -> HttpResponse:
    decided = queries.masking()
    form = MaskingForm(
        request.POST if request.method == "POST" else None,
        initial={
            "outside": decided.outside,
            "inside": decided.inside,
            "after_days": decided.after.days if decided.after else None,
        },
    )
    if request.method == "POST" and form.is_valid():
        days = form.cleaned_data["after_days"]
        choose_masking(
            inside=AtWriting(form.cleaned_data["inside"]),
            outside=AtWriting(form.cleaned_data["outside"]),
            after=timedelta(days=days) if days else None,
            now=timezone.now(),
        )
        return SeeOther(reverse("retention:periods"))
    profile = queries.present_profile()
    content = {
        "form": form,
        "country_form": CountryForm(initial={"country": country_of(current_tenant())}),
        "profile": profile,
        "example": mask_number(_EXAMPLE, profile),
        "decided": decided,
    }
    return render(request, "retention/masking.html", content, status=422 if form.errors else 200)


@require_POST
@for_officers
def country_page(request: HttpRequest) -> HttpResponse:
    """Raises CountryUnknown."""
    choose_country(current_tenant(), country=request.POST.get("country", ""))
    return SeeOther(reverse("retention:masking"))
