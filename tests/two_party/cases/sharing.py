"""Conferences under each policy, and what others may read."""

from tests.two_party.case import Case
from tests.two_party.kinds import groups

_FIVE = "A,B,C,D,E"
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
    Case("nothing chosen: as declared", groups.AsDeclared, _MEETING, "erase A", f"{_BC} content"),
    Case("the tenant chose any", groups.TenantChoseAny, _MEETING, "erase A", _BC),
    Case(
        "the tenant chose any, then last: what is there keeps its rule",
        groups.TenantChoseAny,
        _MEETING,
        "tenant chooses otherwise; erase A",
        _BC,
    ),
    Case(
        "the tenant chose the controller, who keeps",
        groups.TenantChoseController,
        _MEETING,
        "erase A; controller keeps",
        f"{_BC} content",
    ),
    Case(
        "the tenant chose the controller, who has not decided",
        groups.TenantChoseController,
        _MEETING,
        "erase A",
        f"{_BC} undecided",
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
