"""Test-only tables: the records of rooms to come, declared by words alone.

None of them has code of its own: what erasing and showing do to them is what their declarations
say. docs/subsystems/two-parties.md explains the words.
"""

from typing import Any, ClassVar

from django.db import models

from sotto.personal_data.declaration import PersonalData
from sotto.personal_data.fields import Sealed, SealedFile, SubjectField
from sotto.personal_data.models import Record
from sotto.personal_data.shared import KeyShare, SharedFile, SharedSealed
from sotto.personal_data.sharing import SharingField
from sotto.personal_data.vocabulary import (
    ACCOUNT,
    AUTHOR,
    CALL_DETAIL,
    CALLEE,
    CALLER,
    DIVERTER,
    MEMBER,
    OWNER,
    PARTICIPANT,
    VIEWER,
    Basis,
    Category,
    Erase,
    Retention,
    Sharing,
)


def _declared(
    erase: dict[object, Erase], retention: Retention = ACCOUNT, **words: object
) -> PersonalData:
    return PersonalData(
        category=Category.CONTENT,
        purpose="stand for a room to come, in tests",
        basis=Basis.CONTRACT,
        retention=retention,
        erase=erase,  # type: ignore[arg-type]  # So that a table reads as one line.
        **words,  # type: ignore[arg-type]
    )


class _Row(Record):
    """Said by hand what the type checker reads off installed tables only. Any: its own rows."""

    objects: ClassVar[models.Manager[Any]] = models.Manager()

    class Meta:
        abstract = True


class Recording(_Row):
    """A recorded call: one channel for each speaker, each under its speaker's key."""

    caller = SubjectField(CALLER, null=True)
    callee = SubjectField(CALLEE, null=True)
    diverter = SubjectField(DIVERTER, null=True)
    about_caller = Sealed(about=CALLER, holds={"number": str}, null=True)
    about_callee = Sealed(about=CALLEE, holds={"number": str}, null=True)
    about_diverter = Sealed(about=DIVERTER, holds={"number": str}, null=True)
    caller_audio = SealedFile(about=(CALLER,))
    callee_audio = SealedFile(about=(CALLEE,))
    diverter_audio = SealedFile(about=(DIVERTER,))

    personal_data = _declared(
        dict.fromkeys((CALLER, CALLEE, DIVERTER), Erase.ANONYMISE), CALL_DETAIL
    )

    class Meta:
        app_label = "two_party"


class Note(_Row):
    """Somebody's note that one other may read: a column of access."""

    owner = SubjectField(OWNER)
    viewer = SubjectField(VIEWER, null=True)
    text = Sealed(about=OWNER, holds={"text": str})
    opened_with = Sealed(about=VIEWER, holds={"device": str}, null=True)

    personal_data = _declared({OWNER: Erase.DELETE_ROW, VIEWER: Erase.LEAVE}, told=("text",))

    class Meta:
        app_label = "two_party"


class Folder(_Row):
    """Somebody's folder that several may read: rows of access."""

    owner = SubjectField(OWNER)
    text = Sealed(about=OWNER, holds={"title": str, "secret": str})
    title = Sealed(about=OWNER, holds={"title": str})
    file = SealedFile(about=(OWNER,))

    personal_data = _declared({OWNER: Erase.DELETE_ROW}, told=("title",))

    class Meta:
        app_label = "two_party"


class Reader(_Row):
    """A person's access to a folder."""

    folder = models.ForeignKey(Folder, on_delete=models.CASCADE, related_name="readers")
    viewer = SubjectField(VIEWER)
    about_viewer = Sealed(about=VIEWER, holds={"name": str})

    personal_data = _declared({VIEWER: Erase.LEAVE}, columns={"folder": VIEWER}, shares="folder")

    class Meta:
        app_label = "two_party"


class Conversation(_Row):
    """Stands while somebody is in it, or has said something in it."""

    personal_data = _declared({})

    class Meta:
        app_label = "two_party"


class Membership(_Row):
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="members")
    member = SubjectField(MEMBER)
    about_member = Sealed(about=MEMBER, holds={"name": str})

    personal_data = _declared(
        {MEMBER: Erase.DELETE_ROW}, columns={"conversation": MEMBER}, shares="conversation"
    )

    class Meta:
        app_label = "two_party"


class ChatMessage(_Row):
    """Its author owns it; the conversation's members read it; erased, its place stays."""

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="messages"
    )
    author = SubjectField(AUTHOR, null=True)
    text = Sealed(about=AUTHOR, holds={"text": str}, null=True)
    about_author = Sealed(about=AUTHOR, holds={"name": str}, null=True)

    personal_data = _declared(
        {AUTHOR: Erase.TOMBSTONE},
        columns={"conversation": None},
        within="conversation",
        told=("text",),
    )

    class Meta:
        app_label = "two_party"


class Attachment(_Row):
    """A file in a message in a conversation."""

    message = models.ForeignKey(ChatMessage, on_delete=models.CASCADE, related_name="files")
    author = SubjectField(AUTHOR)
    file = SealedFile(about=(AUTHOR,))
    name = Sealed(about=AUTHOR, holds={"name": str})

    personal_data = _declared(
        {AUTHOR: Erase.DELETE_ROW},
        columns={"message": AUTHOR},
        within="message",
        told=("file", "name"),
    )

    class Meta:
        app_label = "two_party"


class Conference(_Row):
    """Mixed audio of all who took part, and minutes about all of them."""

    sharing = SharingField(Sharing.LAST)
    audio = SharedFile()
    minutes = SharedSealed(holds={"text": str})

    personal_data = _declared({}, CALL_DETAIL)

    class Meta:
        app_label = "two_party"


class Seat(_Row):
    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="seats")
    participant = SubjectField(PARTICIPANT)
    about_participant = Sealed(about=PARTICIPANT, holds={"number": str, "name": str})
    share = KeyShare(about=PARTICIPANT)

    personal_data = _declared(
        {PARTICIPANT: Erase.DELETE_ROW},
        CALL_DETAIL,
        columns={"conference": PARTICIPANT},
        shares="conference",
    )

    class Meta:
        app_label = "two_party"
