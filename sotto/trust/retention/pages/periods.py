"""The officer's pages: every class with its period and picture, one class, and what was done."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from typing_extensions import override

from sotto.personal_data.vocabulary import CALL_DETAIL, RETENTIONS, VOICEMAIL
from sotto.trust.access.permissions import for_officers
from sotto.trust.audit.services import record
from sotto.trust.retention import queries
from sotto.trust.retention.pages import words
from sotto.trust.retention.pages.picture import Picture, picture_of
from sotto.trust.retention.queries import Kept
from sotto.trust.retention.services import (
    NoSuchClass,
    PeriodRefused,
    Preview,
    choose_period,
    confirm_day,
    preview,
    preview_of,
)
from sotto.web.forms import ShellForm
from sotto.web.pages import SeeOther

_MOST_DAYS = 36_600  # A hundred years: a number that a calendar can bear.


@dataclass(frozen=True, slots=True)
class Class:
    """One class as a card shows it."""

    name: str | Promise
    code: int
    kept: Kept
    preview: Preview
    picture: Picture

    @property
    def last_day(self) -> date | None:
        """Of the picture: in its newest month."""
        return self.picture.bars[-1].first_day if self.picture.bars else None


class PeriodForm(ShellForm):
    days = forms.IntegerField(label=gettext_lazy("Days to keep"), min_value=1, max_value=_MOST_DAYS)
    unread_days = forms.IntegerField(
        label=gettext_lazy("Days after which even an unheard message goes"),
        help_text=gettext_lazy("Empty: it waits until it has been heard."),
        min_value=1,
        max_value=_MOST_DAYS,
        required=False,
    )

    @override
    def __init__(self, kept: Kept, *args: Any, **options: Any) -> None:  # Any: as Django takes them
        super().__init__(*args, **options)
        days: Any = self.fields["days"]
        days.widget.attrs |= {"min": kept.limit.least.days, "max": kept.most.days}
        if kept.retention != VOICEMAIL:
            del self.fields["unread_days"]

    def period(self) -> timedelta:
        return timedelta(days=self.cleaned_data["days"])

    def unread(self) -> timedelta | None:
        days = self.cleaned_data.get("unread_days")
        return timedelta(days=days) if days else None


@require_safe
@for_officers
def list_page(request: HttpRequest) -> HttpResponse:
    content = {
        "classes": [_class(one) for one in preview(now=timezone.now())],
        "profile": queries.present_profile(),
        "doubted": queries.doubted_day(),
        "masking": queries.masking(),
        "outside": words.OUTSIDE[queries.masking().outside],
        "runs": queries.runs()[:3],
    }
    record("retention:periods:viewed")
    return render(request, "retention/periods.html", content)


@require_http_methods(["GET", "HEAD", "POST"])
@for_officers
def one_page(request: HttpRequest) -> HttpResponse:
    """One class, by its code in `class`. GET with `days` shows what would go; POST decides."""
    sent = request.POST if request.method == "POST" else request.GET
    kept = _kept(sent.get("class", str(CALL_DETAIL.code)))
    data = sent if request.method == "POST" or "days" in sent else None
    form = PeriodForm(kept, data, initial={"days": kept.period.days, **_unread(kept)})
    chosen = kept
    if data is not None and form.is_valid():
        chosen = replace(kept, period=form.period(), unread=form.unread())
        refusal = _decide(request, chosen) if request.method == "POST" else None
        if request.method == "POST" and refusal is None:
            return SeeOther(reverse("retention:periods"))
        if refusal is not None:
            form.refuse("days", str(refusal.text))
            chosen = kept
    one = _class(preview_of(chosen, now=timezone.now()))
    content = {
        "form": form,
        "one": one,
        "kept": kept,
        "is_other": chosen is not kept,
        "due": sum(month.due for month in one.preview.months),
    }
    return render(request, "retention/period.html", content, status=422 if form.errors else 200)


@require_safe
@for_officers
def log_page(request: HttpRequest) -> HttpResponse:
    return render(request, "retention/log.html", {"runs": queries.runs()})


@require_POST
@for_officers
def clock_page(request: HttpRequest) -> HttpResponse:
    """The officer says that the day which the clock shows is right. Raises DayRefused."""
    confirm_day(_day(request.POST.get("day", "")), now=timezone.now())
    return SeeOther(reverse("retention:periods"))


def _class(one: Preview) -> Class:
    retention = one.kept.retention
    return Class(words.name_of(retention), retention.code, one.kept, one, picture_of(one))


def _kept(code: str) -> Kept:
    """Raises NoSuchClass."""
    retention = RETENTIONS.get(int(code)) if code.isascii() and code.isdecimal() else None
    if retention is None or not retention.monthly:
        raise NoSuchClass
    return queries.kept(retention)


def _decide(request: HttpRequest, chosen: Kept) -> PeriodRefused | None:
    del request
    try:
        choose_period(
            chosen.retention, period=chosen.period, unread=chosen.unread, now=timezone.now()
        )
    except PeriodRefused as refusal:
        return refusal
    return None


def _unread(kept: Kept) -> dict[str, int]:
    return {} if kept.unread is None else {"unread_days": kept.unread.days}


def _day(text: str) -> date:
    """One that nobody confirmed, when it is no date."""
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 -- a day, no time.
    except ValueError:
        return date.min
