"""Whether a trail is as it was signed; if not, what was done to it, and from which entry on.

Three tell the same story, each able to convict the others: the rows of the database, the bundles,
and the tiles; the signed checkpoints decide. Needs no database: an auditor gives tiles, bundles and
the public key. PBX-80, UCC-80, MSP-80.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sotto.lib.merkle import Frontier, leaf_hash
from sotto.lib.signed_note import Checkpoint, VerifierKey
from sotto.lib.tiles import WIDTH, Tile, bundle, hashes_in, read_wide, tiles_of, unpack
from sotto.trust.audit.rules.claims import Claims, Files, read_claims
from sotto.trust.audit.rules.comparing import compare
from sotto.trust.audit.rules.findings import Finding, Findings, Kind, Source
from sotto.trust.audit.rules.tiling import compare_files

Progress = Callable[[int, int], None]  # Done, in all.
_STEP = 2000


@dataclass(frozen=True)
class Trail:
    """What is to be verified.

    witnessed: file name → note. rows: index and bytes of every integrated entry of the database;
    None when only the files are looked at. known: what the database remembers to have signed.
    """

    key: VerifierKey
    files: Files
    witnessed: Mapping[str, str] = field(default_factory=dict)
    rows: Iterable[tuple[int, bytes]] | None = None
    known: Checkpoint | None = None


def verify(trail: Trail, *, progress: Progress = lambda _done, _total: None) -> Findings:
    claims = read_claims(trail.key, trail.files, trail.witnessed, trail.known)
    check = _Check(trail, claims)
    check.read_rows(progress)
    check.read_bundles()
    check.read_tiles()
    check.judge()
    return Findings(
        size=check.size,
        first=claims.first,
        rows=len(check.rows),
        waiting=len(check.waiting),
        checkpoints=len(claims.roots),
        faults=tuple(sorted(dict.fromkeys(check.faults), key=lambda one: (one.first, one.kind))),
    )


class _Check:
    """Everything that tells of the entries [0, size): hashes by index."""

    def __init__(self, trail: Trail, claims: Claims) -> None:
        self.trail, self.claims = trail, claims
        self.size, self.root = claims.judged_by()
        self.faults = claims.faults
        self.rows: dict[int, bytes] = {}
        self.bundled: dict[int, bytes] = {}
        self.tiled: dict[int, bytes] = {}
        self.unread: list[Tile] = []  # Bundles of which it is said that they are missing or cut.
        self.waiting: dict[int, bytes] = {}  # Rows that are not under the checkpoint yet.

    def read_rows(self, progress: Progress) -> None:
        for done, (index, raw) in enumerate(self.trail.rows or ()):
            rows = self.rows if index < self.size else self.waiting
            if index < 0 or index in rows:
                self._fault(Kind.INSERTED, Source.DATABASE, max(index, 0))
            else:
                rows[index] = leaf_hash(raw)
            if done % _STEP == 0:
                progress(done, self.size)
        gap = [index for at, index in enumerate(sorted(self.waiting)) if index != self.size + at]
        if gap:
            self._fault(Kind.INSERTED, Source.DATABASE, gap[0], len(gap))

    def read_bundles(self) -> None:
        first = min(self.claims.first, self.size)
        for index in range(first // WIDTH, -(-self.size // WIDTH)):
            tile = bundle(index, min(WIDTH, self.size - index * WIDTH))
            exact = self.trail.files.read(tile.name)
            raw = read_wide(self.trail.files.read, tile)
            entries = None if raw is None else unpack(raw)
            if entries is None or (exact is not None and len(entries) != tile.width):
                kind = Kind.MISSING if raw is None else Kind.CHANGED
                self._fault(kind, Source.BUNDLES, tile.first, tile.width, tile.name)
                self.unread.append(tile)
            else:
                hashes = map(leaf_hash, entries[: tile.width])
                self.bundled.update(enumerate(hashes, start=tile.first))

    def read_tiles(self) -> None:
        for tile in tiles_of(self.size):
            if tile.level == 0:
                raw = read_wide(self.trail.files.read, tile)
                hashes = [] if raw is None else hashes_in(raw)[: tile.width]
                self.tiled.update(enumerate(hashes, start=tile.first))

    def judge(self) -> None:
        reference = self._reference()
        if reference is None:
            self._nobody_has_what_was_signed()
            return
        first = self.claims.first
        if self.trail.rows is not None:
            self.faults += compare(
                Source.DATABASE, self.rows | self.waiting, reference, first=first
            )
        for tile in self.unread:
            places = range(tile.first, tile.first + tile.width)
            self.bundled |= {index: reference[index] for index in places}
        self.faults += compare(Source.BUNDLES, self.bundled, reference, first=first)
        self.faults += self._against_earlier_checkpoints(reference)
        self.faults += compare_files(self.trail.files, reference)

    def _reference(self) -> list[bytes] | None:
        """The hashes that give the signed root: of whoever has them, or of most."""
        for told in (self.tiled, self.bundled, self.rows, self._by_majority()):
            hashes = [told[index] for index in range(self.size) if index in told]
            if len(hashes) == self.size and _root(hashes) == self.root:
                return hashes
        return None

    def _by_majority(self) -> dict[int, bytes]:
        told = [self.tiled, self.bundled, self.rows]
        most: dict[int, bytes] = {}
        for index in range(self.size):
            votes = Counter(one[index] for one in told if index in one)
            if votes:
                most[index] = votes.most_common(1)[0][0]
        return most

    def _nobody_has_what_was_signed(self) -> None:
        """The last checkpoint that fits says from where on."""
        told, frontier, fits = self._by_majority(), Frontier(), 0
        for index in range(self.size):
            if index not in told:
                break
            frontier.append(told[index])
            if frontier.root() in self.claims.roots.get(index + 1, ()):
                fits = index + 1
        if fits < self.size:
            self._fault(Kind.REWRITTEN, Source.EVERYWHERE, fits, self.size - fits)

    def _against_earlier_checkpoints(self, reference: Sequence[bytes]) -> Iterator[Finding]:
        """Each must be a beginning of this tree."""
        frontier, fits = Frontier(), 0
        known = self.claims.known
        for size in self.claims.sizes_up_to(self.size):
            for leaf in reference[frontier.size : size]:
                frontier.append(leaf)
            if known is not None and known.size == size and known.root != frontier.root():
                yield Finding(Kind.CHANGED, Source.CHECKPOINT, fits, size - fits)
            if self.claims.roots.get(size, set()) - {frontier.root()}:
                yield Finding(Kind.REWRITTEN, Source.WITNESS, fits, size - fits)
                return
            fits = size

    def _fault(
        self, kind: Kind, source: Source, first: int, count: int = 1, file: str = ""
    ) -> None:
        self.faults.append(Finding(kind, source, first, count, file))


def _root(hashes: Sequence[bytes]) -> bytes:
    frontier = Frontier()
    for leaf in hashes:
        frontier.append(leaf)
    return frontier.root()
