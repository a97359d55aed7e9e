"""Messages, from one of us and from outside."""

from tests.two_party.case import Case
from tests.two_party.kinds import voicemail

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
        "a message of one of us who withholds, its caller erased",
        voicemail.FromAHiddenCaller,
        "owner=A caller=B",
        "erase B",
        "box=A",
    ),
    Case(
        "a message of one of us who withholds, its owner erased",
        voicemail.FromAHiddenCaller,
        "owner=A caller=B",
        "erase A",
        "",
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
