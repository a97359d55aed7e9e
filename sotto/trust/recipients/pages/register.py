"""The officer's pages: who gets data, and who still has to be told, or to answer."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from sotto.engines import EngineUnavailable
from sotto.engines.mail.client import MailRefused
from sotto.engines.webhook.client import WebhookRefused
from sotto.personal_data.vocabulary import Category
from sotto.trust.access.permissions import account_of, for_officers
from sotto.trust.audit.services import record
from sotto.trust.recipients import queries, rules
from sotto.trust.recipients.pages import words
from sotto.trust.recipients.rules import Answer, Channel, Ground
from sotto.trust.recipients.services import (
    NoticeUnknown,
    RecipientRefused,
    add_recipient,
    end_recipient,
    new_secret,
    note_answer,
    try_recipient,
)
from sotto.web.forms import ShellForm
from sotto.web.pages import SeeOther

_NOTICES = 100


class RecipientForm(ShellForm):
    name = forms.CharField(label=gettext_lazy("Who"), max_length=rules.LINE_LETTERS)
    purpose = forms.CharField(label=gettext_lazy("What for"), max_length=rules.LINE_LETTERS)
    categories = forms.MultipleChoiceField(
        label=gettext_lazy("What goes there"),
        choices=list(words.CATEGORIES.items()),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "plain-list"}),
    )
    ground = forms.ChoiceField(
        label=gettext_lazy("On which ground"), choices=list(words.GROUNDS.items())
    )
    country = forms.CharField(
        label=gettext_lazy("Country"),
        help_text=gettext_lazy("Two letters, like DE; empty if it stays in yours."),
        max_length=2,
        required=False,
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("How it is told"), choices=list(words.CHANNELS.items())
    )
    address = forms.CharField(
        label=gettext_lazy("Address"),
        help_text=gettext_lazy("privacy@example.org, or https://… for a webhook."),
        max_length=rules.LINE_LETTERS,
        required=False,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_officers
def page(request: HttpRequest) -> HttpResponse:
    form = RecipientForm(request.POST if request.method == "POST" else None)
    secret = ""
    if request.method == "POST" and form.is_valid():
        try:
            secret = _add(form.cleaned_data)
        except RecipientRefused as refusal:
            form.refuse("address", str(refusal.text))
        else:
            if not secret:
                return SeeOther(reverse("recipients:register"))
            form = RecipientForm()
    status = 422 if form.errors else 200
    return render(
        request, "recipients/register.html", _content(request, form, secret), status=status
    )


@require_POST
@for_officers
def end(request: HttpRequest, recipient: UUID) -> HttpResponse:  # noqa: ARG001 -- Django passes it.
    """Raises RecipientUnknown."""
    end_recipient(recipient)
    return SeeOther(reverse("recipients:register"))


@require_POST
@for_officers
def change_secret(request: HttpRequest, recipient: UUID) -> HttpResponse:
    """Shown on the answer to this request and never again. Raises RecipientUnknown."""
    secret = new_secret(recipient)
    return render(request, "recipients/register.html", _content(request, RecipientForm(), secret))


@require_POST
@for_officers
def trial(request: HttpRequest, recipient: UUID) -> HttpResponse:
    """Raises RecipientUnknown, NoMailServer."""
    try:
        try_recipient(recipient)
    except (EngineUnavailable, MailRefused, WebhookRefused):
        messages.error(request, _("The trial did not arrive. Look at the address and the server."))
    else:
        messages.success(request, _("The trial was taken."))
    return SeeOther(reverse("recipients:register"))


@require_POST
@for_officers
def answered(request: HttpRequest, notice: UUID) -> HttpResponse:
    """Somebody was told by hand, or answered otherwise. Raises NoticeUnknown."""
    said = request.POST.get("answer", "")
    if not queries.notices().filter(pk=notice).exists():
        raise NoticeUnknown
    if said in words.ANSWERS:
        note_answer(notice, Answer(said))
    return SeeOther(reverse("recipients:register") + "#notices")


def _add(told: dict[str, Any]) -> str:  # Any: as the form cleaned it
    """The new webhook's secret, or nothing. Raises RecipientRefused."""
    made = add_recipient(
        name=told["name"],
        purpose=told["purpose"],
        channel=Channel(told["channel"]),
        ground=Ground(told["ground"]),
        address=told["address"],
        categories=[Category(one) for one in told["categories"]],
        country=told["country"].upper(),
    )
    return made.secret


def _content(request: HttpRequest, form: RecipientForm, secret: str) -> dict[str, Any]:
    found = queries.recipients_visible_to(account_of(request))
    notices = list(queries.notices()[:_NOTICES])
    names = queries.names_of(notices)
    record("recipients:register:viewed")
    return {
        "form": form,
        "secret": secret,
        "recipients": [
            {
                "row": one,
                "channel": words.CHANNELS[one.channel],
                "ground": words.GROUNDS.get(one.ground, one.ground),
                "categories": [words.CATEGORIES.get(name, name) for name in one.categories],
                "is_webhook": one.channel == Channel.WEBHOOK,
                "is_manual": one.channel == Channel.MANUAL,
            }
            for one in found
        ],
        "notices": [
            {
                "row": one,
                "name": names[one.recipient_id],
                "topic": words.TOPICS[one.topic],
                "state": words.STATES[one.state],
                "answer": words.ANSWERS.get(one.answer, ""),
                "is_open": one.answered_at is None,
                "waits_for_us": one.is_for_hand,
            }
            for one in notices
        ],
        "answers": list(words.ANSWERS.items()),
    }
