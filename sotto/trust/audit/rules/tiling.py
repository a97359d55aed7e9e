"""Whether the files are those of a tree: every tile, partial ones of earlier checkpoints too."""

from collections.abc import Iterator, Sequence

from sotto.lib.merkle import leaf_hash
from sotto.lib.tiles import WIDTH, Edge, Tile, hashes_in, read_wide, unpack
from sotto.trust.audit.rules.claims import CHECKPOINT, KEY, PRUNED, Files
from sotto.trust.audit.rules.findings import Finding, Kind, Source

_BESIDE = {CHECKPOINT, KEY, PRUNED}


def compare_files(files: Files, leaves: Sequence[bytes]) -> Iterator[Finding]:
    """leaves: the hashes of all entries that are under the checkpoint.

    Tiles that go on beyond it are of a checkpoint that was about to be signed.
    """
    tiles = dict(Edge().extend(leaves))
    for tile, raw in tiles.items():
        yield from _needed(files, tile, raw)
    rows = {(tile.level, tile.index): raw for tile, raw in tiles.items()}
    for name in files.names():
        known = Tile.named(name)
        if known is None:
            if name not in _BESIDE:
                yield Finding(Kind.FOREIGN, Source.TILES, len(leaves), 0, name)
        elif known.is_bundle:
            yield from _earlier_bundle(known, files.read(name), leaves)
        elif known not in tiles and (known.level, known.index) in rows:
            yield from _differing(known, files.read(name), rows[known.level, known.index])


def _needed(files: Files, tile: Tile, raw: bytes) -> Iterator[Finding]:
    exact = files.read(tile.name)
    found = read_wide(files.read, tile)
    if found is None:
        yield Finding(Kind.MISSING, Source.TILES, tile.first, tile.width, tile.name)
    elif exact is not None and len(exact) != len(raw):
        yield Finding(Kind.CHANGED, Source.TILES, tile.first, tile.width, tile.name)
    else:
        yield from _differing(tile, found, raw)


def _differing(tile: Tile, found: bytes | None, expected: bytes) -> Iterator[Finding]:
    """Where one of them goes on, the other can't speak."""
    pairs = zip(hashes_in(found or b""), hashes_in(expected), strict=False)
    wrong = next((at for at, (told, signed) in enumerate(pairs) if told != signed), None)
    if wrong is not None:
        span = WIDTH**tile.level
        yield Finding(Kind.CHANGED, Source.TILES, tile.first + wrong * span, span, tile.name)


def _earlier_bundle(tile: Tile, raw: bytes | None, leaves: Sequence[bytes]) -> Iterator[Finding]:
    """A partial one, of an earlier checkpoint; the current ones are compared entry by entry."""
    if tile.width == min(WIDTH, len(leaves) - tile.first):
        return
    entries = unpack(raw or b"")
    if entries is None or (len(entries) != tile.width and tile.first < len(leaves)):
        yield Finding(Kind.CHANGED, Source.BUNDLES, tile.first, tile.width, tile.name)
        return
    pairs = zip(entries, leaves[tile.first : tile.first + tile.width], strict=False)
    wrong = next((at for at, (entry, leaf) in enumerate(pairs) if leaf_hash(entry) != leaf), None)
    if wrong is not None:
        yield Finding(Kind.CHANGED, Source.BUNDLES, tile.first + wrong, 1, tile.name)
