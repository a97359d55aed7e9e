"""Voice mail of the real room: its owner and its caller both own a message."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from typing_extensions import override

from sotto.features.directory.models import Person
from sotto.features.directory.services import add_person
from sotto.features.voicemail.models import Mailbox, Message
from sotto.features.voicemail.services import begin_message, depositing, finish_message
from sotto.personal_data.keys import SubjectErased
from sotto.personal_data.sealed_file import StoredFile
from tests.two_party.kinds import Cast, one
from tests.two_party.stage import Stage, content_of

_NOW = datetime.now(UTC)
_LENGTH = timedelta(seconds=9)


class Messages:
    """Everybody in `owner` has a mailbox; the caller leaves a message in each.

    The caller is one of us, or with `outside` somebody known by a number, or `withheld`.
    """

    def __init__(self, stage: Stage, cast: Cast) -> None:
        self.stage = stage
        self.boxes = {letter: _join(stage, letter) for letter in cast["owner"]}
        self.number = f"+49{str(uuid4().int)[:9]}"
        self.outside, self.withheld = one(cast, "outside"), one(cast, "withheld")
        self.caller = one(cast, "caller")
        self.audio: dict[str, bytes] = {}
        self.messages = {letter: self._leave(letter) for letter in self.boxes}
        self.again: dict[str, Message] = {}

    def calls_again(self) -> None:
        """From the same number: whoever it was is met anew."""
        before = self.stage.people.pop(self.outside or "")
        self.again = {letter: self._leave(letter) for letter in self.boxes}
        assert self.stage.subject(self.outside or "") != before.subject
        self.stage.people["erased"] = before

    def becomes_a_user(self) -> None:
        """Somebody outside joins: one human being, but another pseudonym until it says so."""
        self.user = add_person(
            name=self.stage.person("user").marker(), extension="4999", email="user@example.org"
        )
        self.stage.person("user").subject = self.user.owner
        assert self.user.owner != self.stage.subject(self.outside or "")

    def left(self) -> set[str]:
        words = {f"box={letter}" for letter in self.boxes if self._has_box(letter)}
        words |= {f"message={letter}" for letter, one in self.messages.items() if self._is(one)}
        words |= {f"again={letter}" for letter, one in self.again.items() if self._is(one)}
        if "user" in self.stage.people and Person.objects.filter(owner=self.user.owner).exists():
            words.add("user")
        return words

    def _is(self, message: Message) -> bool:
        found = Message.objects.filter(pk=message.pk).first()
        if found is None:
            return False
        assert not found.about_caller.erased
        assert content_of(StoredFile.of(found, "audio")) == self.audio[str(message.pk)]
        return True

    def _has_box(self, letter: str) -> bool:
        return Mailbox.objects.filter(owner=self.stage.subject(letter)).exists()

    def _leave(self, letter: str) -> Message:
        begun = self._begin(letter)
        audio = uuid4().bytes * 3000
        message = finish_message(begun, block=audio, length=_LENGTH, now=_NOW)
        assert message is not None
        self.audio[str(message.pk)] = audio
        return message

    def _begin(self, letter: str) -> depositing.Recording:
        begun = begin_message(
            person=self.boxes[letter].pk, caller=self._caller(), call=uuid4(), now=_NOW
        )
        unknown = self.outside or self.withheld
        if unknown:
            self.stage.person(unknown).subject = begun.message.caller
        return begun

    def _caller(self) -> depositing.Caller:
        if self.withheld:
            return depositing.Caller(None, "anonymous", "")
        if self.outside:
            return depositing.Caller(None, self.number, "")
        caller = self.stage.person(self.caller or "")
        return depositing.Caller(caller.subject, caller.marker(), caller.marker())


class FromAHiddenCaller(Messages):
    """The caller is one of us, and withholds: the edge says whose call it is, and no more."""

    @override
    def _caller(self) -> depositing.Caller:
        return depositing.Caller(self.stage.person(self.caller or "").subject, "", "")


class BeingRecorded(Messages):
    """One message, into which somebody still speaks: `hangs up` ends it."""

    @override
    def _leave(self, letter: str) -> Message:
        self.begun = self._begin(letter)
        self.begun.write(b"said before " * 1000)
        return self.begun.message

    def hangs_up(self) -> None:
        """The media process goes on speaking to the room, and must not bring anybody back."""
        try:
            self.begun.write(b"said after " * 1000)
            finish_message(self.begun, block=b"and the rest", length=_LENGTH, now=_NOW)
        except SubjectErased:
            pass


def _join(stage: Stage, letter: str) -> Person:
    """A user of that letter; the same one when it is asked for again."""
    known = Person.objects.filter(owner=stage.subject(letter)).first()
    if known is not None:
        return known
    person = add_person(
        name=stage.person(letter).marker(),
        extension=str(3000 + Person.objects.count()),
        email=f"{stage.person(letter).marker()}@example.org",
    )
    stage.person(letter).subject = person.owner
    return person
