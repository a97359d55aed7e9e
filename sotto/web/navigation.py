"""What the rooms put into the shell: an entry in the navigation, and a tile on the first page."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Tile:
    """A room in one figure: `figure` is short, `text` says what it counts."""

    figure: str
    text: Text


@dataclass(frozen=True, slots=True)
class Section:
    """Rooms that stand together under one word of the navigation, with a page of their tiles.

    name: of that page in the table of addresses. None: there is no such page; the first room's
    opens, and `web/_tabs.html` in each of them leads to the others.
    """

    name: str | None
    rank: int
    text: Text
    icon: str
    lead: Text = ""


PROTECTION = Section(
    name="data-protection",
    rank=80,
    text=_("Data protection"),
    icon="shield",
    lead=_("What people ask, what is kept, what is passed on, and the proof that it is so."),
)
MINE = Section(
    name=None,
    rank=70,
    text=_("My data"),
    icon="person",
)
SECTIONS = (MINE, PROTECTION)


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
    section: Section | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """One word of the navigation, as one request sees it."""

    rank: int
    text: Text
    icon: str
    address: str
    tile: Callable[[HttpRequest], Tile]


_entries: list[Entry] = []


def add(entry: Entry) -> None:
    """Called by a room's app config; a second time changes nothing."""
    if all(known.view != entry.view for known in _entries):
        _entries.append(entry)
        _entries.sort(key=lambda one: one.rank)


def links_for(request: HttpRequest) -> list[Link]:
    """Rooms, and sections in which there is something to see. A section's tile is its first's."""
    links = links_in(None, request)
    for section in SECTIONS:
        if inside := links_in(section, request):
            address = inside[0].address if section.name is None else reverse(section.name)
            links.append(Link(section.rank, section.text, section.icon, address, inside[0].tile))
    return sorted(links, key=lambda link: link.rank)


def links_in(section: Section | None, request: HttpRequest) -> list[Link]:
    """The rooms of one section."""
    return [
        Link(one.rank, one.text, one.icon, reverse(one.view), one.tile)
        for one in _entries
        if one.section == section and one.may_see(request)
    ]
