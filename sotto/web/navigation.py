"""What the rooms put into the shell: an entry in the navigation, and a tile on the first page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

Text = str | Promise


class Standing(StrEnum):
    """How something stands, from good to bad."""

    GOOD = "good"
    WATCH = "watch"
    BAD = "bad"


STANDINGS: dict[Standing, Text] = {
    Standing.GOOD: _("In order"),
    Standing.WATCH: _("Needs a look"),
    Standing.BAD: _("Needs action"),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a tile. at: since when, or of when it is; aware."""

    standing: Standing
    text: Text
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Tile:
    """A room in one figure: `figure` is short, `text` says what it counts."""

    figure: str
    text: Text
    facts: tuple[Fact, ...] = ()

    @property
    def standing(self) -> Standing | None:
        """The worst of its facts."""
        return max((one.standing for one in self.facts), key=list(Standing).index, default=None)

    @property
    def word(self) -> Text:
        return "" if self.standing is None else STANDINGS[self.standing]


@dataclass(frozen=True, slots=True)
class Alike:
    """A tile that is the same for everybody who may see it; `sotto glance` prints it as well."""

    glance: Callable[[], Tile]

    def __call__(self, request: HttpRequest) -> Tile:
        del request
        return self.glance()


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
    inside: tuple[str, ...] = ()  # Addresses of a section's rooms.

    def is_open(self, path: str) -> bool:
        """Whether a page belongs to it: to the word whose room's address it begins with."""
        return path.startswith((self.address, *self.inside))


_entries: list[Entry] = []


def add(entry: Entry) -> None:
    """Called by a room's app config; a second time changes nothing."""
    if all(known.view != entry.view for known in _entries):
        _entries.append(entry)
        _entries.sort(key=lambda one: one.rank)


def links_for(request: HttpRequest) -> list[Link]:
    """Rooms, and sections in which there is something to see.

    The tile of a section with a page sums it up; of another, it is its first room's.
    """
    links = links_in(None, request)
    for section in SECTIONS:
        if inside := links_in(section, request):
            links.append(_link_to(section, inside))
    return sorted(links, key=lambda link: link.rank)


def glances() -> list[tuple[Entry, Tile]]:
    """Every room whose tile is the same for all who may see it."""
    return [(one, one.tile.glance()) for one in _entries if isinstance(one.tile, Alike)]


def summed_up(tiles: Sequence[Tile]) -> Tile:
    """How many rooms are not in order, with one line for each standing that is among them."""
    counts = {one: sum(tile.standing is one for tile in tiles) for one in Standing}
    bad, watch = counts[Standing.BAD], counts[Standing.WATCH]
    facts = []
    if bad:
        text = ngettext("%(count)s room needs action", "%(count)s rooms need action", bad)
        facts.append(Fact(Standing.BAD, text % {"count": bad}))
    if watch:
        text = ngettext("%(count)s room needs a look", "%(count)s rooms need a look", watch)
        facts.append(Fact(Standing.WATCH, text % {"count": watch}))
    if not facts:
        facts.append(Fact(Standing.GOOD, _("Everything is in order.")))
    return Tile(str(bad + watch), _("matters for you"), tuple(facts))


def _link_to(section: Section, inside: list[Link]) -> Link:
    first, addresses = inside[0], tuple(one.address for one in inside)
    if section.name is None:
        return replace(
            first, rank=section.rank, text=section.text, icon=section.icon, inside=addresses
        )

    def tile(request: HttpRequest) -> Tile:
        return summed_up([one.tile(request) for one in inside])

    address = reverse(section.name)
    return Link(section.rank, section.text, section.icon, address, tile, addresses)


def links_in(section: Section | None, request: HttpRequest) -> list[Link]:
    """The rooms of one section."""
    return [
        Link(one.rank, one.text, one.icon, reverse(one.view), one.tile)
        for one in _entries
        if one.section == section and one.may_see(request)
    ]
