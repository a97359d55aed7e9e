"""Groups: chats, conferences, notes and folders that others may read."""

from uuid import uuid4

from django.test import TestCase

from sotto.personal_data.sealed_file import StoredFile, path_of
from sotto.personal_data.shared import let_in, share, undecided
from sotto.personal_data.vocabulary import Sharing
from sotto.trust.audit.models import Entry
from sotto.trust.dataprotection.services import choose_sharing, decide_shared
from tests.two_party.kinds import Cast, one
from tests.two_party.models import (
    Attachment,
    ChatMessage,
    Conference,
    Conversation,
    Folder,
    Membership,
    Note,
    Reader,
    Seat,
)
from tests.two_party.stage import Stage, content_of, write_file


class Chat:
    """`member`s in a conversation; each `author` said something, each `file` sent one along.

    An author or sender who is no member has left the conversation since.
    """

    def __init__(self, stage: Stage, cast: Cast) -> None:
        self.stage, self.texts = stage, dict[str, str]()
        self.conversation = Conversation.objects.create(tenant=stage.tenant)
        for letter in cast.get("member", []):
            Membership.objects.create(
                tenant=stage.tenant,
                conversation=self.conversation,
                member=stage.subject(letter),
                about_member={"name": stage.person(letter).marker()},
            )
        self.messages = {letter: self._say(letter) for letter in cast.get("author", [])}
        self.files = {letter: self._send(letter) for letter in cast.get("file", [])}

    def left(self) -> set[str]:
        if not Conversation.objects.filter(pk=self.conversation.pk).exists():
            return set()
        words = {
            f"member={self.stage.letter_of(one.member)}"
            for one in Membership.objects.filter(conversation=self.conversation)
            if one.about_member["name"]
        }
        for letter, message in self.messages.items():
            stands = ChatMessage.objects.get(pk=message.pk)
            words.add("tombstone" if stands.text.erased else f"message={letter}")
            assert stands.text.erased or stands.text["text"] == self.texts[letter]
            assert stands.text.erased == (stands.author is None)
        for letter, file in self.files.items():
            found = Attachment.objects.filter(pk=file.pk).first()
            if found is not None:
                assert content_of(StoredFile.of(found, "file")) == self.texts[letter].encode()
                words.add(f"file={letter}")
        return words

    def _say(self, letter: str) -> ChatMessage:
        person = self.stage.person(letter)
        self.texts[letter] = person.marker()
        message = ChatMessage(
            tenant=self.stage.tenant,
            conversation=self.conversation,
            author=person.subject,
            text={"text": self.texts[letter]},
            about_author={"name": person.marker()},
        )
        message.save()
        return message

    def _send(self, letter: str) -> Attachment:
        file = Attachment(
            tenant=self.stage.tenant,
            message=self.messages[letter],
            author=self.stage.subject(letter),
            name={"name": self.stage.person(letter).marker()},
        )
        write_file(file, "file", self.texts[letter].encode())
        file.save()
        return file


class Meeting:
    """A conference whose mixed audio and minutes all its participants share."""

    sharing: Sharing | None = Sharing.LAST
    chosen: Sharing | None = None

    def __init__(self, stage: Stage, cast: Cast) -> None:
        self.stage = stage
        if self.sharing is None:
            choose_sharing(self.chosen)
        self.conference = Conference.objects.create(tenant=stage.tenant, sharing=self.sharing or "")
        share(self.conference, [self._seat(letter) for letter in cast["participant"]])
        self.audio, self.text = uuid4().bytes * 9000, uuid4().hex
        write_file(self.conference, "audio", self.audio)
        self.conference.minutes = {"text": self.text}
        self.conference.save()
        self.file = path_of(stage.tenant.pk, self.conference.audio)

    def late_comes_in(self) -> None:
        let_in(Conference.objects.get(pk=self.conference.pk), self._seat("L"))

    def controller_keeps(self) -> None:
        self._decide(keep=True)

    def controller_lets_go(self) -> None:
        self._decide(keep=False)

    def _decide(self, *, keep: bool) -> None:
        with TestCase.captureOnCommitCallbacks(execute=True):
            decide_shared(undecided(Conference).get(pk=self.conference.pk), keep=keep)
        said = {True: "kept", False: "released"}[keep]
        trail = Entry.objects.filter(object_id=self.conference.pk)
        assert trail.values_list("action", flat=True).get() == f"dataprotection:shared:{said}"

    def left(self) -> set[str]:
        found = Conference.objects.filter(pk=self.conference.pk).first()
        if found is None:
            assert not self.file.exists()
            return set()
        seats = Seat.objects.filter(conference=found)
        words = {f"seat={self.stage.letter_of(one.participant)}" for one in seats}
        if undecided(Conference).filter(pk=found.pk).exists():
            assert found.minutes.restricted
            words.add("undecided")
        heard = content_of(StoredFile.of(found, "audio"))
        assert heard in {b"", self.audio}
        assert found.minutes["text"] == (self.text if heard else None)
        if not heard and "undecided" not in words:  # Nothing shut is left lying there.
            assert (found.audio, found.__dict__["minutes"]) == (None, None)
            assert not self.file.exists()
        return words | ({"content"} if heard else set())

    def _seat(self, letter: str) -> Seat:
        person = self.stage.person(letter)
        return Seat(
            tenant=self.stage.tenant,
            conference=self.conference,
            participant=person.subject,
            about_participant={"number": person.marker(), "name": person.marker()},
        )


class AnyErases(Meeting):
    sharing = Sharing.ANY


class ControllerDecides(Meeting):
    sharing = Sharing.CONTROLLER


class AsDeclared(Meeting):
    """The room names no rule: the tenant's holds, else the table's."""

    sharing = None


class TenantChoseAny(AsDeclared):
    chosen = Sharing.ANY

    def tenant_chooses_otherwise(self) -> None:
        choose_sharing(Sharing.LAST)


class TenantChoseController(AsDeclared):
    chosen = Sharing.CONTROLLER


class SharedNote:
    """A note of the `owner` that one `viewer` may read."""

    def __init__(self, stage: Stage, cast: Cast) -> None:
        self.stage, owner, viewer = stage, one(cast, "owner"), one(cast, "viewer")
        self.text = stage.person(owner or "").marker()
        self.note = Note.objects.create(
            tenant=stage.tenant,
            owner=stage.subject(owner or ""),
            viewer=stage.subject(viewer or ""),
            text={"text": self.text},
            opened_with={"device": stage.person(viewer or "").marker()},
        )

    def left(self) -> set[str]:
        note = Note.objects.filter(pk=self.note.pk).first()
        if note is None:
            return set()
        assert note.text["text"] == self.text
        words = {f"owner={self.stage.letter_of(note.owner)}"}
        if note.viewer is not None:
            assert not note.opened_with.erased
            words.add(f"viewer={self.stage.letter_of(note.viewer)}")
        return words


class SharedFolder:
    """A folder of the `owner` that every `reader` may read."""

    def __init__(self, stage: Stage, cast: Cast) -> None:
        self.stage, owner = stage, stage.person(one(cast, "owner") or "")
        self.folder = Folder(
            tenant=stage.tenant,
            owner=owner.subject,
            text={"title": owner.marker(), "secret": owner.marker()},
            title={"title": owner.marker()},
        )
        write_file(self.folder, "file", b"kept")
        self.folder.save()
        for letter in cast["reader"]:
            Reader.objects.create(
                tenant=stage.tenant,
                folder=self.folder,
                viewer=stage.subject(letter),
                about_viewer={"name": stage.person(letter).marker()},
            )

    def left(self) -> set[str]:
        folder = Folder.objects.filter(pk=self.folder.pk).first()
        if folder is None:
            return set()
        assert content_of(StoredFile.of(folder, "file")) == b"kept"
        readers = Reader.objects.filter(folder=folder)
        return {f"reader={self.stage.letter_of(one.viewer)}" for one in readers} | {
            f"owner={self.stage.letter_of(folder.owner)}"
        }
