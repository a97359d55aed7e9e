"""The table: who plays which part, what happens, and what must be left. Read it as sentences.

cast: `role=letter,letter role=…`. steps: `erase A`, or a step of the record's own. left: words of
the record (its kind's `left`); none at all means that the record is gone. Of everybody who is
erased 0 must be left, of everybody else all: that is checked in every case, beside what stands
here.
"""

from dataclasses import dataclass
from uuid import UUID

from tests.two_party.kinds import Kind, Make, calls, groups, voicemail
from tests.two_party.stage import Stage


@dataclass(frozen=True)
class Case:
    name: str
    make: Make
    cast: str
    steps: str
    left: str

    @property
    def roles(self) -> dict[str, list[str]]:
        pairs = (word.split("=") for word in self.cast.split())
        return {role: letters.split(",") for role, letters in pairs}

    @property
    def words(self) -> set[str]:
        """Of `left`; commas part words that have spaces."""
        return set(self.left.split(", ") if "," in self.left else self.left.split())


def perform(stage: Stage, record: Kind, steps: str) -> set[UUID]:
    """One step after the other. The subjects that were erased."""
    erased = set()
    for step in filter(None, steps.split("; ")):
        verb, _, letter = step.partition(" ")
        if verb == "erase":
            erased.add(stage.subject(letter))
            stage.erase(letter)
        else:
            getattr(record, step.replace(" ", "_"))()
    return erased


_AB = "caller=A callee=B"
_ABC = "caller=A callee=B diverter=C"
_FIVE = "A,B,C,D,E"

CALLS = [
    Case("a call, its caller erased", calls.CallDetail, _AB, "erase A", "callee=B"),
    Case("a call, its callee erased", calls.CallDetail, _AB, "erase B", "caller=A"),
    Case("a call, both erased, caller first", calls.CallDetail, _AB, "erase A; erase B", ""),
    Case("a call, both erased, callee first", calls.CallDetail, _AB, "erase B; erase A", ""),
    Case("a call to oneself", calls.CallDetail, "caller=A callee=A", "erase A", ""),
    Case("a call to nobody of ours", calls.CallDetail, "caller=A dialled=yes", "erase A", ""),
    Case("a stranger's call, the callee erased", calls.CallDetail, "callee=B", "erase B", ""),
    Case(
        "somebody else erased, the call stays",
        calls.CallDetail,
        "caller=A dialled=yes",
        "erase Z",
        "caller=A dialled",
    ),
    Case(
        "a forwarded call, its caller erased",
        calls.CallDetail,
        _ABC,
        "erase A",
        "callee=B diverter=C",
    ),
    Case(
        "a forwarded call, its callee erased",
        calls.CallDetail,
        _ABC,
        "erase B",
        "caller=A diverter=C",
    ),
    Case(
        "a forwarded call, the forwarder erased",
        calls.CallDetail,
        _ABC,
        "erase C",
        "caller=A callee=B",
    ),
    Case(
        "a forwarded call, only the forwarder lives",
        calls.CallDetail,
        _ABC,
        "erase A; erase B",
        "diverter=C",
    ),
    Case("a forwarded call, all erased", calls.CallDetail, _ABC, "erase B; erase C; erase A", ""),
    Case(
        "forwarded to one's other telephone",
        calls.CallDetail,
        "caller=A callee=B diverter=B",
        "erase B",
        "caller=A",
    ),
    Case(
        "transferred by the caller to another",
        calls.CallDetail,
        "caller=A callee=B diverter=A",
        "erase A",
        "callee=B",
    ),
    Case(
        "transferred by the caller, who stays",
        calls.CallDetail,
        "caller=A callee=B diverter=A",
        "erase B",
        "caller=A diverter=A",
    ),
    Case("a withheld number, its caller erased", calls.WithheldCall, _AB, "erase A", "callee=B"),
    Case("a withheld number, its callee erased", calls.WithheldCall, _AB, "erase B", "caller=A"),
    Case(
        "the caller erased while they speak",
        calls.RunningCall,
        _AB,
        "erase A; hangs up",
        "callee=B",
    ),
    Case(
        "the callee erased while they speak",
        calls.RunningCall,
        _AB,
        "erase B; hangs up",
        "caller=A",
    ),
    Case("both erased while they speak", calls.RunningCall, _AB, "erase A; erase B; hangs up", ""),
    Case(
        "the forwarder erased while they speak",
        calls.RunningCall,
        _ABC,
        "erase C; hangs up",
        "caller=A callee=B",
    ),
    Case(
        "one person with two numbers",
        calls.TwoNumbers,
        _AB,
        "erase A",
        "first callee=B, second callee=B",
    ),
    Case(
        "a number handed on, the old holder erased",
        calls.HandedOn,
        "old=A new=N callee=B",
        "erase A",
        "old callee=B, new caller=N, new callee=B",
    ),
    Case(
        "a number handed on, the new holder erased",
        calls.HandedOn,
        "old=A new=N callee=B",
        "erase N",
        "old caller=A, old callee=B, new callee=B",
    ),
    Case(
        "a number handed on, nobody erased",
        calls.HandedOn,
        "old=A new=N callee=B",
        "",
        "old caller=A, old callee=B, new caller=N, new callee=B",
    ),
]

RECORDINGS = [
    Case("two channels, one speaker erased", calls.TwoChannels, _AB, "erase A", "callee=B"),
    Case("two channels, the other erased", calls.TwoChannels, _AB, "erase B", "caller=A"),
    Case("two channels, both erased", calls.TwoChannels, _AB, "erase A; erase B", ""),
    Case("two channels of one speaker", calls.TwoChannels, "caller=A callee=A", "erase A", ""),
    Case("three channels, the forwarder erased", calls.TwoChannels, _ABC, "erase C", _AB),
    Case("three channels, one left", calls.TwoChannels, _ABC, "erase A; erase C", "callee=B"),
]

_XA = "owner=A outside=X"
_THREE = "owner=A,B,C outside=X"

VOICEMAIL = [
    Case("a message, its owner erased", voicemail.Messages, "owner=A caller=B", "erase A", ""),
    Case(
        "a message, its caller erased", voicemail.Messages, "owner=A caller=B", "erase B", "box=A"
    ),
    Case("a message to oneself", voicemail.Messages, "owner=A caller=A", "erase A", ""),
    Case("a message from outside, its owner erased", voicemail.Messages, _XA, "erase A", ""),
    Case("a message from outside, its caller erased", voicemail.Messages, _XA, "erase X", "box=A"),
    Case(
        "a message of who withholds, its owner erased",
        voicemail.Messages,
        "owner=A withheld=X",
        "erase A",
        "",
    ),
    Case(
        "a message of who withholds, another erased",
        voicemail.Messages,
        "owner=A,B withheld=X",
        "erase B",
        "box=A message=A",
    ),
    Case(
        "an outside number that three know, erased",
        voicemail.Messages,
        _THREE,
        "erase X",
        "box=A box=B box=C",
    ),
    Case(
        "an outside number that three know, one of them erased",
        voicemail.Messages,
        _THREE,
        "erase B",
        "box=A box=C message=A message=C",
    ),
    Case(
        "erased, then calls again",
        voicemail.Messages,
        _XA,
        "erase X; calls again",
        "box=A again=A",
    ),
    Case(
        "erased, calls again, erased again",
        voicemail.Messages,
        _XA,
        "erase X; calls again; erase X",
        "box=A",
    ),
    Case(
        "the other party becomes a user, and is erased as a user",
        voicemail.Messages,
        _XA,
        "becomes a user; erase user",
        "box=A message=A",
    ),
    Case(
        "the other party becomes a user, and is erased as both",
        voicemail.Messages,
        _XA,
        "becomes a user; erase user; erase X",
        "box=A",
    ),
    Case(
        "the other party becomes a user, and its old calls are erased",
        voicemail.Messages,
        _XA,
        "becomes a user; erase X",
        "box=A user",
    ),
    Case(
        "the caller erased while speaking",
        voicemail.BeingRecorded,
        _XA,
        "erase X; hangs up",
        "box=A",
    ),
    Case(
        "the owner erased while it is spoken", voicemail.BeingRecorded, _XA, "erase A; hangs up", ""
    ),
]

_CHAT = "member=A,B author=A,B"
_GROUP = f"member={_FIVE} author={_FIVE} file=A,B"

CHATS = [
    Case(
        "a chat, one of two erased", groups.Chat, _CHAT, "erase A", "member=B message=B tombstone"
    ),
    Case(
        "a chat, who only read erased",
        groups.Chat,
        "member=A,B author=B",
        "erase A",
        "member=B message=B",
    ),
    Case(
        "a chat, who alone wrote erased",
        groups.Chat,
        "member=A,B author=A",
        "erase A",
        "member=B tombstone",
    ),
    Case("a chat, both erased", groups.Chat, _CHAT, "erase A; erase B", ""),
    Case("a chat, both erased, the other first", groups.Chat, _CHAT, "erase B; erase A", ""),
    Case("a chat with oneself", groups.Chat, "member=A author=A file=A", "erase A", ""),
    Case(
        "a group of five, one erased",
        groups.Chat,
        _GROUP,
        "erase C",
        "member=A member=B member=D member=E message=A message=B message=D message=E tombstone "
        "file=A file=B",
    ),
    Case(
        "a group of five, who sent a file erased",
        groups.Chat,
        _GROUP,
        "erase A",
        "member=B member=C member=D member=E message=B message=C message=D message=E tombstone "
        "file=B",
    ),
    Case(
        "a group of five, all but one erased",
        groups.Chat,
        _GROUP,
        "erase A; erase B; erase C; erase D",
        "member=E message=E tombstone",
    ),
    Case(
        "a group of five, all erased: deserted",
        groups.Chat,
        _GROUP,
        "erase A; erase B; erase C; erase D; erase E",
        "",
    ),
    Case(
        "who left a chat lives, its members erased",
        groups.Chat,
        "member=A,B author=A,B,C",
        "erase A; erase B",
        "message=C tombstone",
    ),
    Case(
        "who left a chat is erased",
        groups.Chat,
        "member=A author=A,C",
        "erase C",
        "member=A message=A tombstone",
    ),
    Case(
        "who left a chat is erased last",
        groups.Chat,
        "member=A,B author=A,B,C",
        "erase A; erase B; erase C",
        "",
    ),
]

_MEETING = "participant=A,B,C"
_BC = "seat=B seat=C"

CONFERENCES = [
    Case("any erases: one of three", groups.AnyErases, _MEETING, "erase A", _BC),
    Case(
        "any erases: one of five",
        groups.AnyErases,
        f"participant={_FIVE}",
        "erase E",
        "seat=A seat=B seat=C seat=D",
    ),
    Case("any erases: all", groups.AnyErases, _MEETING, "erase A; erase B; erase C", ""),
    Case("any erases: a stranger", groups.AnyErases, _MEETING, "erase Z", f"seat=A {_BC} content"),
    Case("any erases: alone in it", groups.AnyErases, "participant=A", "erase A", ""),
    Case("last erases: one of three", groups.Meeting, _MEETING, "erase A", f"{_BC} content"),
    Case(
        "last erases: all but one", groups.Meeting, _MEETING, "erase A; erase B", "seat=C content"
    ),
    Case("last erases: all", groups.Meeting, _MEETING, "erase C; erase B; erase A", ""),
    Case(
        "last erases: who came late keeps it",
        groups.Meeting,
        "participant=A,B",
        "late comes in; erase A; erase B",
        "seat=L content",
    ),
    Case(
        "controller decides: one of three",
        groups.ControllerDecides,
        _MEETING,
        "erase A",
        f"{_BC} undecided",
    ),
    Case(
        "controller decides, and keeps",
        groups.ControllerDecides,
        _MEETING,
        "erase A; controller keeps",
        f"{_BC} content",
    ),
    Case(
        "controller decides, and lets go",
        groups.ControllerDecides,
        _MEETING,
        "erase A; controller lets go",
        _BC,
    ),
    Case(
        "controller keeps, and is asked again",
        groups.ControllerDecides,
        _MEETING,
        "erase A; controller keeps; erase B",
        "seat=C undecided",
    ),
    Case(
        "controller never decides, all erased",
        groups.ControllerDecides,
        _MEETING,
        "erase A; erase B; erase C",
        "",
    ),
]

_NOTE = "owner=A viewer=B"
_FOLDER = "owner=A reader=B,C"

ACCESS = [
    Case("a note, who may read it erased", groups.SharedNote, _NOTE, "erase B", "owner=A"),
    Case("a note, its owner erased", groups.SharedNote, _NOTE, "erase A", ""),
    Case("a note, both erased", groups.SharedNote, _NOTE, "erase B; erase A", ""),
    Case("a note to oneself", groups.SharedNote, "owner=A viewer=A", "erase A", ""),
    Case(
        "a folder, one reader erased", groups.SharedFolder, _FOLDER, "erase B", "owner=A reader=C"
    ),
    Case(
        "a folder, all readers erased", groups.SharedFolder, _FOLDER, "erase B; erase C", "owner=A"
    ),
    Case("a folder, its owner erased", groups.SharedFolder, _FOLDER, "erase A", ""),
]

CASES = [*CALLS, *RECORDINGS, *VOICEMAIL, *CHATS, *CONFERENCES, *ACCESS]
