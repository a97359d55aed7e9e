"""The desk of the officer: all requests with their clocks, and taking down one that comes in."""

from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from sotto.personal_data.vocabulary import Purpose
from sotto.trust.access.permissions import account_of, for_officers
from sotto.trust.audit.services import record
from sotto.trust.consents.rules import OBJECTIONABLE
from sotto.trust.dataprotection.services.finding import (
    Match,
    NobodyFound,
    find_subjects,
    several,
)
from sotto.trust.requests import queries
from sotto.trust.requests.models import DataRequest
from sotto.trust.requests.pages import words
from sotto.trust.requests.pages.forms import IntakeForm, WhoForm, kind_of, proof_of
from sotto.trust.requests.rules import Channel, Kind
from sotto.trust.requests.services import Intake, confirm_identity, open_request
from sotto.web.errors import Refused
from sotto.web.pages import SeeOther

REQUESTS = 25
_UNANSWERED_FIRST = F("delivery__at").asc(nulls_first=True)


@require_safe
@for_officers
def list_page(request: HttpRequest) -> HttpResponse:
    found = queries.requests_visible_to(account_of(request))
    shows_all = request.GET.get("show") == "all"
    waiting = found.filter(closure=None).order_by(_UNANSWERED_FIRST, "received_on", "number")
    chosen = found if shows_all else waiting
    page = Paginator(chosen, REQUESTS).get_page(request.GET.get("page"))
    opened = queries.opened(list(page.object_list))
    content = {
        "rows": [row(one) for one in opened],
        "page": page,
        "shows_all": shows_all,
        "is_reminded": queries.is_mail_set() and queries.addresses_of_officers().exists(),
        "alarm": _alarm(len(queries.overdue(today=timezone.now().date()))),
    }
    record("requests:requests:viewed")
    return render(request, "requests/list.html", content)


@require_http_methods(["GET", "HEAD", "POST"])
@for_officers
def intake_page(request: HttpRequest) -> HttpResponse:
    """First whom it is about; nothing is written before one person is chosen."""
    who, matches = request.GET.get("who", ""), list[Match]()
    nobody: NobodyFound | None = None
    if who:
        try:
            matches = find_subjects(who)
        except NobodyFound as found:
            nobody = found
        record("requests:subject:looked_for")
    chosen = _chosen(request.GET.get("subject", ""), matches)
    form = IntakeForm(request.POST or None) if chosen else None
    if request.method == "POST" and chosen and form is not None and form.is_valid():
        try:
            made = _take_down(form, chosen.subject)
        except Refused as refused:
            form.refuse("", str(refused.text))
        else:
            return SeeOther(reverse("requests:request", args=[made.pk]))
    content = {
        "who_form": WhoForm(initial={"who": who}),
        "who": who,
        "matches": matches,
        "nobody": nobody,
        "several": several(matches) if matches and not chosen else None,
        "chosen": chosen,
        "form": form,
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "requests/intake.html", content, status=status)


def row(found: DataRequest) -> dict[str, object]:
    """A request as lists show it."""
    kind = Kind(found.kind)
    standing = queries.standing(found, today=timezone.now().date())
    return {
        "row_request": found,
        "kind": words.SHORT_KINDS[kind],
        "state": words.STATES[standing.state],
        "standing": standing,
        "clock_text": _clock_text(standing),
        "passed": 0 if standing.is_answered else max(queries.reminded(found), default=0),
        "channel": words.CHANNELS[Channel(found.channel)],
    }


def _clock_text(standing: queries.Standing) -> str:
    """What the picture of the clock says."""
    if standing.is_answered:
        return _("answer given")
    late, left = standing.days_over, standing.days_left
    if standing.is_overdue:
        return ngettext("%(days)s day overdue", "%(days)s days overdue", late) % {"days": late}
    return ngettext("%(days)s day left", "%(days)s days left", left) % {"days": left}


def _alarm(late: int) -> str:
    if not late:
        return ""
    return ngettext(
        "%(count)s request is overdue. Answer it today, and tell the person why it is late.",
        "%(count)s requests are overdue. Answer them today, and tell the people why they are late.",
        late,
    ) % {"count": late}


def _chosen(subject: str, matches: list[Match]) -> Match | None:
    """The one that was found, or the one that was chosen among several."""
    if len(matches) == 1:
        return matches[0]
    return next((one for one in matches if str(one.subject) == subject), None)


def _take_down(form: IntakeForm, subject: UUID) -> DataRequest:
    kind, proof = kind_of(form), proof_of(form)
    purpose: Purpose | None = OBJECTIONABLE[0] if kind is Kind.OBJECTION else None
    made = open_request(
        kind,
        subject,
        channel=Channel(form.cleaned_data["channel"]),
        intake=Intake(
            asker=form.cleaned_data["asker"],
            reach=form.cleaned_data["reach"],
            text=form.cleaned_data["text"],
        ),
        received_on=form.cleaned_data["received_on"],
        purpose=purpose,
    )
    if proof is not None:
        confirm_identity(made.pk, proof=proof)
    return made
