"""A Merkle tree as files: C2SP tlog-tiles, 256 hashes a tile, entries in bundles beside them.

Bytes in, bytes out: who writes and reads the files is somebody else. `tile/0/x001/234.p/5` is the
first five hashes of tile 1234 on level 0; `tile/entries/…` holds the entries themselves, each
behind its length in two bytes. Requirements PBX-80, UCC-80.
"""

import re
import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Self

from sotto.lib.merkle import EMPTY_ROOT, HASH_BYTES, node_hash, root_of

WIDTH = 256
_HEIGHT = 8
MAX_ENTRY_BYTES = 65_535
_LENGTH = struct.Struct(">H")
_PATH = re.compile(r"tile/(0|[1-9]\d?|entries)/((?:x\d{3}/)*\d{3})(?:\.p/([1-9]\d{0,2}))?")
_ENTRIES = -1

Read = Callable[[str], bytes | None]  # A file's content by its name; None when it is not there.


class TileDamaged(Exception):
    """A tile or bundle is missing, or not what it should be. `name` is its path."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@dataclass(frozen=True, slots=True)
class Tile:
    """One file: `level` 0 and up for hashes, `entries` bundles below them; `width` 1 to 256."""

    level: int
    index: int
    width: int = WIDTH

    @property
    def is_bundle(self) -> bool:
        return self.level == _ENTRIES

    @property
    def first(self) -> int:
        """The first entry under it."""
        return self.index << (_HEIGHT * (max(self.level, 0) + 1))

    @property
    def name(self) -> str:
        level = "entries" if self.is_bundle else str(self.level)
        part = "" if self.width == WIDTH else f".p/{self.width}"
        return f"tile/{level}/{number_path(self.index)}{part}"

    @classmethod
    def named(cls, name: str) -> Self | None:
        """None when it is no tile's name."""
        found = _PATH.fullmatch(name)
        if found is None:
            return None
        level = _ENTRIES if found[1] == "entries" else int(found[1])
        digits = found[2].replace("x", "").replace("/", "")
        tile = cls(level, int(digits), int(found[3] or WIDTH))
        return tile if tile.name == name else None


def bundle(index: int, width: int = WIDTH) -> Tile:
    return Tile(_ENTRIES, index, width)


def number_path(number: int) -> str:
    """1234067 → x001/x234/067."""
    groups = [f"{number % 1000:03}"]
    while number := number // 1000:
        groups.append(f"x{number % 1000:03}")
    return "/".join(reversed(groups))


def tiles_of(size: int, *, since: int = 0) -> Iterator[Tile]:
    """The tiles and bundles of a tree of `size` that one of `since` leaves had not."""
    level = 0
    while hashes := size >> (_HEIGHT * level):
        before = since >> (_HEIGHT * level)
        for index in range(before // WIDTH, -(-hashes // WIDTH)):
            width = min(WIDTH, hashes - index * WIDTH)
            if index * WIDTH + width > before:
                yield Tile(level, index, width)
                if level == 0:
                    yield bundle(index, width)
        level += 1


def pack(entries: Sequence[bytes]) -> bytes:
    """A bundle. Raises struct.error for an entry of more than 65,535 bytes."""
    return b"".join([_LENGTH.pack(len(entry)) + entry for entry in entries])


def unpack(raw: bytes) -> list[bytes] | None:
    """The entries of a bundle; None when it is cut short."""
    entries, here = [], 0
    while here < len(raw):
        end = here + 2
        if end > len(raw):
            return None
        here, end = end, end + int.from_bytes(raw[here:end], "big")
        if end > len(raw):
            return None
        entries.append(raw[here:end])
        here = end
    return entries


def hashes_in(raw: bytes) -> list[bytes]:
    return [raw[at : at + HASH_BYTES] for at in range(0, len(raw), HASH_BYTES)]


@dataclass
class Edge:
    """The right edge of a growing tree: of each level the hashes of its last, partial tile."""

    size: int = 0
    partial: list[list[bytes]] = field(default_factory=list)  # By level, from the leaves up.

    def extend(self, leaves: Sequence[bytes]) -> Iterator[tuple[Tile, bytes]]:
        """Add leaf hashes; what must be written for them. The last tiles may be partial."""
        begun = self.size
        changed: list[tuple[Tile, bytes]] = []
        for at in range(0, len(leaves), WIDTH):
            changed += self._add(leaves[at : at + WIDTH])
        yield from changed
        for level, row in enumerate(self.partial):
            if row and self.size >> (_HEIGHT * level) > begun >> (_HEIGHT * level):
                index = self.size >> (_HEIGHT * (level + 1))
                yield Tile(level, index, len(row)), b"".join(row)

    def root(self) -> bytes:
        """Each level's row, and the incomplete subtree below it as its last."""
        below: list[bytes] = []
        for row in self.partial:
            hashes = row + below
            below = [root_of(hashes)] if hashes else []
        return below[0] if below else EMPTY_ROOT

    def _add(self, leaves: Sequence[bytes]) -> Iterator[tuple[Tile, bytes]]:
        """At most one tile full of them."""
        row = self._row(0)
        room = WIDTH - len(row)
        for part in (leaves[:room], leaves[room:]):
            self._row(0).extend(part)
            self.size += len(part)
            yield from self._close(0)

    def _close(self, level: int) -> Iterator[tuple[Tile, bytes]]:
        row = self._row(level)
        if len(row) < WIDTH:
            return
        index = (self.size >> (_HEIGHT * (level + 1))) - 1
        yield Tile(level, index), b"".join(row)
        self.partial[level] = []
        self._row(level + 1).append(root_of(row))
        yield from self._close(level + 1)

    def _row(self, level: int) -> list[bytes]:
        while len(self.partial) <= level:
            self.partial.append([])
        return self.partial[level]


@dataclass
class TileReader:
    """Reads the tree of `size` from its tiles; `node` is what proofs are made from."""

    size: int
    read: Read
    _cache: dict[Tile, list[bytes]] = field(default_factory=dict)
    _inside: dict[tuple[int, int], list[list[bytes]]] = field(default_factory=dict)

    def node(self, level: int, index: int) -> bytes:
        """The hash of a perfect subtree inside the tree. Raises TileDamaged."""
        tile_level, height = divmod(level, _HEIGHT)
        first = index << height
        rows = self._rows(tile_level, first // WIDTH)
        return rows[height][(first % WIDTH) >> height]

    def _rows(self, level: int, index: int) -> list[list[bytes]]:
        """Of one tile its hashes, and those that stand between them and the tile above."""
        if (level, index) not in self._inside:
            rows = [self.row(level, index)]
            while len(rows[-1]) > 1:
                pairs = zip(rows[-1][::2], rows[-1][1::2], strict=False)
                rows.append([node_hash(left, right) for left, right in pairs])
            self._inside[level, index] = rows
        return self._inside[level, index]

    def edge(self) -> Edge:
        """Raises TileDamaged."""
        edge = Edge(self.size)
        level = 0
        while hashes := self.size >> (_HEIGHT * level):
            edge.partial.append(self.row(level, hashes // WIDTH) if hashes % WIDTH else [])
            level += 1
        return edge

    def row(self, level: int, index: int) -> list[bytes]:
        """The hashes of one tile. Raises TileDamaged."""
        width = min(WIDTH, (self.size >> (_HEIGHT * level)) - index * WIDTH)
        tile = Tile(level, index, width)
        if tile not in self._cache:
            raw = read_wide(self.read, tile)
            if raw is None or len(raw) < width * HASH_BYTES or len(raw) % HASH_BYTES:
                raise TileDamaged(tile.name)
            self._cache[tile] = hashes_in(raw)[:width]
        return list(self._cache[tile])

    def entries(self, index: int) -> list[bytes]:
        """One bundle. Raises TileDamaged."""
        tile = bundle(index, min(WIDTH, self.size - index * WIDTH))
        raw = read_wide(self.read, tile)
        entries = None if raw is None else unpack(raw)
        if entries is None or len(entries) < tile.width:
            raise TileDamaged(tile.name)
        return entries[: tile.width]


def read_wide(read: Read, tile: Tile) -> bytes | None:
    """A partial tile may have gone when the full one came: that holds it too."""
    raw = read(tile.name)
    return read(Tile(tile.level, tile.index).name) if raw is None else raw
