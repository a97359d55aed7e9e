"""Messages of mine: the list, playing, marking heard, deleting (PBX-43, PBX-71)."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from sotto.features.voicemail import queries
from sotto.features.voicemail.models import Message
from sotto.features.voicemail.services import (
    MailboxUnknown,
    MessageUnknown,
    choose_own_period,
    delete_message,
    listen_as_wav,
    mark_heard,
)
from sotto.personal_data.records import unseal
from sotto.personal_data.vocabulary import VOICEMAIL
from sotto.trust.access.permissions import account_of
from sotto.trust.audit.services import record
from sotto.trust.retention.queries import kept
from sotto.web.fragments import is_fragment
from sotto.web.navigation import Tile
from sotto.web.pages import SeeOther
from sotto.web.ranges import answer_with

MESSAGES = 25
_LONGEST = 6  # Digits of a number of days.


@require_safe
def messages_page(request: HttpRequest) -> HttpResponse:
    actor = account_of(request)
    page = Paginator(queries.messages_visible_to(actor), MESSAGES).get_page(request.GET.get("page"))
    mailbox = queries.mailbox_visible_to(actor)
    content = {
        "messages_of_mine": unseal(list(page.object_list)),
        "page": page,
        "has_mailbox": mailbox is not None,
        "own_days": None if mailbox is None else queries.own_period_of(mailbox),
        "kept_days": kept(VOICEMAIL).period.days,
    }
    record("voicemail:messages:viewed", subject=actor.owner)
    return render(request, "voicemail/messages.html", content)


@require_safe
def audio_page(request: HttpRequest, message: UUID) -> HttpResponse:
    """The sound itself, opened in memory; a browser may ask for it in parts."""
    wav = listen_as_wav(_mine(request, message))
    return answer_with(request, wav, content_type="audio/wav")


@require_POST
def heard_page(request: HttpRequest, message: UUID) -> HttpResponse:
    found = _mine(request, message)
    mark_heard(found, now=timezone.now())
    if is_fragment(request):
        return render(request, "voicemail/_state.html", {"message": _mine(request, message)})
    return SeeOther(reverse("voicemail:messages"))


@require_POST
def delete_page(request: HttpRequest, message: UUID) -> HttpResponse:
    delete_message(_mine(request, message))
    if is_fragment(request):
        return HttpResponse()  # Swapped into the row's place: nothing.
    return SeeOther(reverse("voicemail:messages"))


@require_POST
def period_page(request: HttpRequest) -> HttpResponse:
    """After how many days heard messages go; empty: as everybody's. Raises OwnPeriodRefused."""
    mailbox = queries.mailbox_visible_to(account_of(request))
    if mailbox is None:
        raise MailboxUnknown
    choose_own_period(mailbox, days=_days(request.POST.get("days", "")), now=timezone.now())
    return SeeOther(reverse("voicemail:messages"))


def tile(request: HttpRequest) -> Tile:
    unheard = queries.messages_visible_to(account_of(request)).filter(hearing=None).count()
    return Tile(str(unheard), ngettext("new message", "new messages", unheard))


def _mine(request: HttpRequest, message: UUID) -> Message:
    """Raises MessageUnknown, for everybody else's as well."""
    found = queries.message_visible_to(account_of(request), message)
    if found is None:
        raise MessageUnknown(message)
    return found


def _days(text: str) -> int | None:
    """0, which is refused, for what is no number of days."""
    stripped = text.strip()
    if not stripped:
        return None
    is_number = stripped.isascii() and stripped.isdecimal() and len(stripped) < _LONGEST
    return int(stripped) if is_number else 0
