"""The owner hears messages, and deletes them. Reading content is audited, not only changing it."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from sotto.backbone import events, push
from sotto.engines.rtp import g711, recording
from sotto.features.voicemail.events import MessageDeleted, MessageHeard
from sotto.features.voicemail.models import Hearing, Message
from sotto.features.voicemail.services.errors import MessageUnreadable
from sotto.personal_data.actor import current_actor
from sotto.personal_data.envelope import EnvelopeDamaged
from sotto.personal_data.sealed_file import StoredFile
from sotto.trust.audit.services import Deed, record, record_all
from sotto.trust.retention.services import check_reason


@transaction.atomic
def listen(message: Message) -> bytes:
    """The message as 16-bit linear audio at 8 kHz, in memory. Raises MessageUnreadable."""
    try:
        reader = StoredFile.of(message, "audio").open_()
        if reader is None:
            raise MessageUnreadable(message.pk)
        linear = recording.linear(reader)
    except EnvelopeDamaged:
        raise MessageUnreadable(message.pk) from None
    record("voicemail:message:read", object_id=message.pk, subject=message.owner)
    return linear


def listen_as_wav(message: Message) -> bytes:
    """A WAV file of 16 bit, 8 kHz, mono. Raises MessageUnreadable."""
    return g711.wav(listen(message))


@transaction.atomic
def reveal_callers(messages: Sequence[Message], *, reason: str, was_heard: bool = False) -> None:
    """Let an administrator see who left these: each caller is named in the trail, with the reason.

    Raises ReasonMissing, HearingMissing.
    """
    said = check_reason(reason, was_heard=was_heard)
    record_all(
        [
            Deed("voicemail:caller:revealed", one.pk, subject, detail={"reason": said})
            for one in messages
            for subject in (one.caller, one.owner)
        ]
    )


@transaction.atomic
def mark_heard(message: Message, *, now: datetime) -> None:
    """Only the first hearing counts. now: aware, UTC."""
    _, is_first = Hearing.objects.get_or_create(
        message=message,
        defaults={
            "tenant_id": message.tenant_id,
            "owner": message.owner,
            "heard_at": now,
            "interface": current_actor().interface,
        },
    )
    if is_first:
        record("voicemail:message:heard", object_id=message.pk, subject=message.owner)
        events.publish(MessageHeard(message.pk))
        push.tell("mailbox_changed", message.mailbox.person_id)


@transaction.atomic
def delete_message(message: Message) -> None:
    """Row and file (PBX-71)."""
    record("voicemail:message:deleted", object_id=message.pk, subject=message.owner)
    events.publish(MessageDeleted(message.pk))
    push.tell("mailbox_changed", message.mailbox.person_id)
    stored = StoredFile.of(message, "audio")
    message.delete()
    transaction.on_commit(stored.delete)
