"""Reads. Each asks for the actor, or says for whom it is."""

from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from typing_extensions import override

from sotto.features.voicemail.models import Mailbox, Message, OwnPeriod
from sotto.features.voicemail.rules import Inbox
from sotto.personal_data.masking import mask_number
from sotto.trust.access.models import Account
from sotto.trust.retention.queries import present_profile


class Caller(NamedTuple):
    """Both empty when the number was withheld, or the caller is erased."""

    number: str
    name: str

    @override
    def __repr__(self) -> str:
        return "<Caller>"  # Never number or name: this may end in a traceback.


def messages_visible_to(actor: Account) -> QuerySet[Message]:
    """Finished ones of the actor's own mailbox, newest first: no administrator listens (PBX-30)."""
    return _finished().filter(owner=actor.owner).order_by("-began_at")


def message_visible_to(actor: Account, message: UUID) -> Message | None:
    return messages_visible_to(actor).filter(pk=message).first()


def mailbox_visible_to(actor: Account) -> Mailbox | None:
    """The actor's own."""
    return Mailbox.objects.filter(owner=actor.owner).first()


def own_period_of(mailbox: Mailbox) -> int | None:
    """Days after which its owner wants heard messages deleted."""
    return OwnPeriod.objects.filter(mailbox=mailbox).values_list("days", flat=True).first()


def mailbox_of(person: UUID) -> Mailbox | None:
    """For the telephone and the command line, whose user administers the machine."""
    return Mailbox.objects.filter(person_id=person).first()


def messages_in(mailbox: Mailbox) -> QuerySet[Message]:
    """For the telephone and the command line: finished ones, newest first."""
    return _finished().filter(mailbox=mailbox).order_by("-began_at")


def message_by_id(message: UUID) -> Message | None:
    """For the command line."""
    return _finished().filter(pk=message).first()


def inbox_of(person: UUID) -> Inbox:
    """What the lamp and the announcement count; empty for somebody without a mailbox."""
    found = _finished().filter(mailbox__person=person).order_by("began_at", "pk")
    return Inbox(
        new=tuple(found.filter(hearing=None).values_list("pk", flat=True)),
        old=tuple(found.exclude(hearing=None).values_list("pk", flat=True)),
    )


def caller_shown(message: Message, *, is_lifted: bool = False) -> Caller:
    """Who left a message, to an administrator; open a list with `unseal` first (ENT-30)."""
    about = message.about_caller
    number, name = about["number"] or "", about["name"] or ""
    if not is_lifted:
        number, name = mask_number(number, present_profile()), ""
    return Caller(number, name)


def _finished() -> QuerySet[Message]:
    return Message.objects.filter(finished_at__isnull=False).select_related("mailbox", "hearing")
