"""Tiles: the paths and shapes of C2SP's text, and a tree that grows as it would at once."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotto.lib import merkle, tiles
from sotto.lib.tests.test_merkle import hashes
from sotto.lib.tiles import Edge, Tile, TileDamaged, TileReader

pytestmark = pytest.mark.rules

GROWTH = st.lists(st.integers(0, 700), min_size=1, max_size=5)


@pytest.mark.parametrize(
    ("tile", "name"),
    [
        (Tile(0, 1234067), "tile/0/x001/x234/067"),
        (Tile(0, 1234, 5), "tile/0/x001/234.p/5"),
        (Tile(2, 0, 1), "tile/2/000.p/1"),
        (tiles.bundle(0), "tile/entries/000"),
        (tiles.bundle(999_999, 255), "tile/entries/x999/999.p/255"),
    ],
)
def test_a_tile_has_its_name_and_a_name_its_tile(tile: Tile, name: str) -> None:
    assert tile.name == name
    assert Tile.named(name) == tile


@pytest.mark.parametrize(
    "name",
    ["tile/0/1", "tile/00/001", "tile/0/x000/001", "tile/0/001.p/256", "tile/0/001.p/0", "tile"],
)
def test_other_names_are_no_tiles(name: str) -> None:
    assert Tile.named(name) is None


def test_a_tree_of_70_000_has_the_tiles_of_the_specification() -> None:
    found = [tile for tile in tiles.tiles_of(70_000) if not tile.is_bundle]
    full = [sum(one.level == level and one.width == 256 for one in found) for level in range(3)]
    partial = [(one.level, one.width) for one in found if one.width < 256]
    assert full == [273, 1, 0]
    assert partial == [(0, 112), (1, 17), (2, 1)]


def grown(growth: list[int]) -> tuple[dict[str, bytes], Edge]:
    """The files of a tree that grew in these steps."""
    files: dict[str, bytes] = {}
    leaves, edge = hashes(sum(growth)), Edge()
    for step in growth:
        new = leaves[edge.size : edge.size + step]
        files |= {tile.name: raw for tile, raw in edge.extend(new)}
    return files, edge


@given(GROWTH)
def test_however_it_grew_the_tree_is_the_same(growth: list[int]) -> None:
    files, edge = grown(growth)
    leaves = hashes(sum(growth))
    reader = TileReader(len(leaves), files.get)
    assert edge.root() == merkle.root_of(leaves) == merkle.root_at(len(leaves), reader.node)
    assert reader.edge().root() == edge.root()


@given(GROWTH)
def test_exactly_the_tiles_that_changed_are_written(growth: list[int]) -> None:
    leaves, edge, sizes = hashes(sum(growth)), Edge(), [0]
    for step in growth:
        sizes.append(sizes[-1] + step)
    for before, size in pairwise(sizes):
        written = {tile for tile, _ in edge.extend(leaves[before:size])}
        expected = {one for one in tiles.tiles_of(size, since=before) if not one.is_bundle}
        assert written == expected


@pytest.mark.parametrize("size", [1, 255, 256, 257, 65_536, 65_537, 70_000])
def test_proofs_are_read_off_tiles(size: int) -> None:
    files, edge = grown([size])
    leaves = hashes(size)
    reader = TileReader(size, files.get)
    for index in {0, size // 3, size - 1}:
        path = merkle.inclusion_proof(index, size, reader.node)
        assert merkle.root_from_inclusion(index, size, leaves[index], path) == edge.root()


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_a_bundle_gives_back_its_entries(entries: list[bytes]) -> None:
    assert tiles.unpack(tiles.pack(entries)) == entries


@pytest.mark.parametrize("raw", [b"\0", b"\0\5abc", tiles.pack([b"abc"]) + b"\1"])
def test_a_bundle_that_was_cut_short_is_none(raw: bytes) -> None:
    assert tiles.unpack(raw) is None


def test_the_full_tile_stands_in_for_a_partial_one() -> None:
    files, _ = grown([300])
    reader = TileReader(200, files.get)
    assert merkle.root_at(200, reader.node) == merkle.root_of(hashes(200))


@pytest.mark.parametrize("raw", [None, b"", b"x" * 32, b"x" * 41])
def test_a_tile_that_is_missing_or_short_is_said(raw: bytes | None) -> None:
    with pytest.raises(TileDamaged, match=r"tile/0/000\.p/2"):
        TileReader(2, {"tile/0/000.p/2": raw}.get).row(0, 0)
