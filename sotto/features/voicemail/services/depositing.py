"""A caller leaves a message: begun, sealed while it is spoken, finished or abandoned."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from typing_extensions import override

from sotto.backbone import events, push
from sotto.engines.rtp import recording
from sotto.features.directory.services import find_other_party
from sotto.features.voicemail import rules
from sotto.features.voicemail.events import MessageLeft
from sotto.features.voicemail.models import Mailbox, Message
from sotto.features.voicemail.services.errors import (
    MailboxFull,
    MailboxUnknown,
    NoRoomForAudio,
)
from sotto.lib.identifiers import new_subject_id
from sotto.lib.phone_number import is_withheld
from sotto.personal_data.sealed_file import SealedWriter, SpoolFull, StoredFile
from sotto.trust.audit.services import record


@dataclass(frozen=True, slots=True)
class Caller:
    """Who speaks. subject: None for somebody who is not of this tenant."""

    subject: UUID | None
    number: str
    name: str

    @override
    def __repr__(self) -> str:
        return "<Caller>"  # Never number or name: this may end in a traceback.


@dataclass(slots=True)
class Recording:
    """A message that is being spoken. `write` seals to disk what it is given."""

    message: Message
    mailbox: Mailbox
    writer: SealedWriter
    is_complete: bool = False

    def write(self, block: bytes) -> None:
        """Raises NoRoomForAudio; what was written is gone then."""
        try:
            self.writer.write(block)
            self.writer.flush()
        except SpoolFull:
            raise NoRoomForAudio(self.message.pk) from None

    def complete(self, block: bytes) -> None:
        """Write the rest; then the file is durable. Twice does no harm. Raises NoRoomForAudio."""
        if self.is_complete:
            return
        try:
            self.writer.write(block)
            self.writer.finish()
        except SpoolFull:
            raise NoRoomForAudio(self.message.pk) from None
        self.is_complete = True


@transaction.atomic
def begin_message(*, person: UUID, caller: Caller, call: UUID, now: datetime) -> Recording:
    """Make ready to record for a person. now: aware, UTC.

    Raises MailboxUnknown, MailboxFull, NoRoomForAudio; SubjectErased for an erased party.
    """
    mailbox = Mailbox.objects.filter(person_id=person).first()
    if mailbox is None:
        raise MailboxUnknown(person)
    if rules.is_full(messages=mailbox.messages.count(), limit=mailbox.message_limit):
        raise MailboxFull(mailbox.pk)
    message = Message(
        tenant_id=mailbox.tenant_id,
        mailbox=mailbox,
        owner=mailbox.owner,
        caller=caller.subject
        or find_other_party(number=caller.number, name=caller.name)
        or new_subject_id(),  # Who withholds the number is nobody whom we could meet again.
        call=call,
        about_caller=_presented(caller),
        began_at=now,
    )
    try:
        writer = StoredFile.of(message, "audio").create()
    except SpoolFull:
        raise NoRoomForAudio(mailbox.pk) from None
    try:
        message.save()
    except BaseException:
        writer.abandon()
        raise
    return Recording(message, mailbox, writer)


def finish_message(
    begun: Recording, *, block: bytes, length: timedelta, now: datetime
) -> Message | None:
    """Store the rest and light the lamp; a message too short to hold a word is dropped.

    None, too, when owner or caller was erased meanwhile: row and file went with them. block: what
    was not written yet. Raises NoRoomForAudio; nothing is left half-done then. May be called again
    when the database was away.
    """
    if not rules.is_worth_keeping(length):
        abandon_message(begun)
        return None
    try:
        begun.complete(block)
    except NoRoomForAudio:
        abandon_message(begun)
        raise
    return _deliver(begun.message, length=length, now=now)


@transaction.atomic
def abandon_message(begun: Recording) -> None:
    begun.writer.abandon()
    begun.message.delete()


def salvage_unfinished(*, now: datetime) -> int:
    """After a crash of the media process: what had been sealed becomes a message.

    To be called before the first call is answered. Returns how many messages were salvaged.
    """
    unfinished = Message.objects.filter(finished_at=None).select_related("mailbox")
    return sum(_salvage(message, now=now) for message in unfinished)


def _salvage(message: Message, *, now: datetime) -> bool:
    stored = StoredFile.of(message, "audio")
    reader = stored.open_()
    audio = b"" if reader is None else reader.read()
    heard = sum(len(run.payload) for run in recording.runs(audio))
    length = timedelta(seconds=heard / recording.SAMPLES_A_SECOND)
    if rules.is_worth_keeping(length):
        _deliver(message, length=length, now=now)
        return True
    stored.delete()
    message.delete()
    return False


@transaction.atomic
def _deliver(message: Message, *, length: timedelta, now: datetime) -> Message | None:
    """None when the message was erased while it was spoken: it must not come back."""
    message.length, message.finished_at = length, now
    if not Message.objects.filter(pk=message.pk).update(length=length, finished_at=now):
        return None
    record("voicemail:message:left", object_id=message.pk, subject=message.owner)
    events.publish(MessageLeft(message.pk))
    push.tell("mailbox_changed", message.mailbox.person_id)
    return message


def _presented(caller: Caller) -> dict[str, str]:
    """What the called side is told; of who withholds the number, nothing is stored (PBX-41)."""
    if is_withheld(caller.number):
        return {"number": "", "name": ""}
    return {"number": caller.number, "name": caller.name}
