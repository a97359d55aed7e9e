"""Mailboxes, messages, and the hearing of a message."""

from datetime import timedelta

from django.db import models

from sotto.engines.rtp import g711, recording
from sotto.personal_data.declaration import PersonalData
from sotto.personal_data.fields import Sealed, SealedFile, SubjectField
from sotto.personal_data.models import Record
from sotto.personal_data.portable import (
    Conversation,
    Moment,
    Portable,
    Side,
    Values,
    instant,
    part,
)
from sotto.personal_data.vocabulary import (
    ACCOUNT,
    CALLER,
    OWNER,
    VOICEMAIL,
    Basis,
    Category,
    Erase,
)


def greeting_as_wav(stored: bytes) -> bytes:
    """stored: G.711 mu-law."""
    return g711.wav(g711.decode(stored))


def message_as_wav(stored: bytes) -> bytes:
    """stored: packets as they came."""
    return g711.wav(recording.linear([stored]))


def as_conversation(values: Values) -> Conversation:
    """A vCon with the sound, which both may have: both own the message."""
    caller = part(values, "about_caller")
    return Conversation(
        sides=(
            Side("caller", caller.get("number"), caller.get("name")),
            Side("owner", None, None),
        ),
        began_at=instant(values.get("began_at")),
        length=timedelta(seconds=values.get("length") or 0),
        outcome="voicemail",
        file="audio",
    )


def as_moment(values: Values) -> Moment | None:
    begun = instant(values.get("began_at"))
    if begun is None:
        return None
    return Moment("Voice mail", begun, begun + timedelta(seconds=values.get("length") or 0))


class Mailbox(Record):
    """Where messages for one person are left. `greeting` is the owner's own, if there is one."""

    person = models.OneToOneField(
        "directory.Person", on_delete=models.CASCADE, related_name="mailbox"
    )
    owner = SubjectField(OWNER)
    greeting = SealedFile(about=(OWNER,), show=greeting_as_wav, suffix="wav")
    pin_hash = models.CharField(max_length=128, blank=True)  # Argon2id; empty: none was issued.
    wrong_pins = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)
    language = models.CharField(max_length=5, default="en")
    message_limit = models.PositiveSmallIntegerField(default=200)
    longest_message = models.DurationField(default=timedelta(minutes=3))

    personal_data = PersonalData(
        category=Category.PROVISIONING,
        purpose="take messages for a person who does not answer",
        basis=Basis.CONTRACT,
        retention=ACCOUNT,
        erase={OWNER: Erase.DELETE_ROW},
        columns={
            "person": OWNER,
            "pin_hash": OWNER,
            "wrong_pins": OWNER,
            "locked_until": OWNER,
            "language": OWNER,
            "message_limit": None,
            "longest_message": None,
        },
        secrets=("pin_hash",),
    )


class Message(Record):
    """A spoken message. Its owner and its caller both own it: erase either, and it is gone.

    `finished_at` is null while it is being recorded, and after a crash until it is salvaged.
    `audio` holds packets as they came (`engines.rtp.recording`).
    """

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="messages")
    owner = SubjectField(OWNER)
    caller = SubjectField(CALLER)
    call = models.UUIDField()
    about_caller = Sealed(about=CALLER, holds={"number": str, "name": str})
    audio = SealedFile(about=(OWNER, CALLER), show=message_as_wav, suffix="wav")
    length = models.DurationField(default=timedelta)
    began_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    personal_data = PersonalData(
        category=Category.CONTENT,
        purpose="deliver a spoken message",
        basis=Basis.CONTRACT,
        retention=VOICEMAIL,
        erase={OWNER: Erase.DELETE_ROW, CALLER: Erase.DELETE_ROW},
        columns={
            "mailbox": OWNER,
            "call": CALLER,
            "length": None,
            "began_at": CALLER,
            "finished_at": CALLER,
        },
        told=("began_at", "finished_at"),
    )
    portable = Portable(conversation=as_conversation, moment=as_moment)

    class Meta:
        ordering = ("began_at", "pk")
        indexes = (models.Index(fields=("mailbox", "finished_at")),)


class Hearing(Record):
    """The owner heard a message, for the first time, through this door."""

    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="hearing")
    owner = SubjectField(OWNER)
    heard_at = models.DateTimeField()
    interface = models.CharField(max_length=20)

    personal_data = PersonalData(
        category=Category.ACTIVITY,
        purpose="tell new messages from old ones",
        basis=Basis.CONTRACT,
        retention=VOICEMAIL,
        erase={OWNER: Erase.DELETE_ROW},
        columns={"message": OWNER, "heard_at": OWNER, "interface": None},
    )


class OwnPeriod(Record):
    """An owner's choice: heard messages go after so many days. Without it the tenant's holds."""

    mailbox = models.OneToOneField(Mailbox, on_delete=models.CASCADE, related_name="own_period")
    owner = SubjectField(OWNER)
    days = models.PositiveSmallIntegerField()
    chosen_at = models.DateTimeField()

    personal_data = PersonalData(
        category=Category.PROVISIONING,
        purpose="delete messages when their owner wants it",
        basis=Basis.CONTRACT,
        retention=ACCOUNT,
        erase={OWNER: Erase.DELETE_ROW},
        columns={"mailbox": OWNER, "days": OWNER, "chosen_at": OWNER},
    )
