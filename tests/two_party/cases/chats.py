"""Conversations of two, of five, and of those who left."""

from tests.two_party.case import Case
from tests.two_party.kinds import groups

_FIVE = "A,B,C,D,E"
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
