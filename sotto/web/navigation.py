"""What the rooms put into the shell: an entry in the navigation, and a tile on the first page."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Tile:
    """A room in one figure: `figure` is short, `text` says what it counts."""

    figure: str
    text: Text


@dataclass(frozen=True, slots=True)
class Entry:
    """One room. `view` is the name of its first page; `icon` stands in static/web/icons.svg.

    rank: entries are shown in this order. may_see: asked for a signed-in request.
    """

    rank: int
    text: Text
    view: str
    icon: str
    may_see: Callable[[HttpRequest], bool]
    tile: Callable[[HttpRequest], Tile]


_entries: list[Entry] = []


def add(entry: Entry) -> None:
    """Called by a room's app config; a second time changes nothing."""
    if all(known.view != entry.view for known in _entries):
        _entries.append(entry)
        _entries.sort(key=lambda one: one.rank)


def entries_for(request: HttpRequest) -> list[Entry]:
    return [entry for entry in _entries if entry.may_see(request)]
