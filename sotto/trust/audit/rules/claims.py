"""What was signed: the checkpoint, those that a witness kept, and how far the trail was pruned."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from sotto.lib.signed_note import Checkpoint, NoteInvalid, VerifierKey, open_note
from sotto.lib.tiles import WIDTH, Tile
from sotto.trust.audit.rules.findings import Finding, Kind, Source

CHECKPOINT, PRUNED, KEY = "checkpoint", "pruned", "key"


class Files(Protocol):
    """The files of one trail; names as in C2SP tlog-tiles."""

    def read(self, name: str) -> bytes | None: ...

    def names(self) -> Iterable[str]: ...


@dataclass
class Claims:
    """What has been signed about a trail. `size` and `root` are of its checkpoint."""

    size: int = 0
    root: bytes | None = None  # None: there is no checkpoint to rely on.
    first: int = 0
    roots: dict[int, set[bytes]] = field(default_factory=lambda: defaultdict(set))
    known: Checkpoint | None = None  # Not signed: what the database remembers.
    faults: list[Finding] = field(default_factory=list)

    @property
    def newest(self) -> int:
        return max(self.roots, default=0)

    def judged_by(self) -> tuple[int, bytes | None]:
        """Size and root that decide: the checkpoint's, or else the newest that a witness has."""
        if self.root is not None:
            return self.size, self.root
        roots = self.roots.get(self.newest, set())
        return self.newest, next(iter(roots)) if len(roots) == 1 else None

    def sizes_up_to(self, size: int) -> list[int]:
        known = set() if self.known is None else {self.known.size}
        return sorted(one for one in {*self.roots, *known} if 0 < one <= size)


def pruned_text(origin: str, first: int) -> str:
    """What is signed when entries before `first` are deleted. No checkpoint: it has no root."""
    return f"{origin}/minimum-index\n{first}\n"


def read_claims(
    key: VerifierKey,
    files: Files,
    witnessed: Mapping[str, str],
    known: Checkpoint | None,
) -> Claims:
    """witnessed: file name → note. known: what the database remembers to have been signed."""
    claims = Claims()
    _own(claims, key, files)
    for name, note in witnessed.items():
        _witnessed(claims, key, name, note)
    claims.known = known
    newest = max(claims.newest, 0 if known is None else known.size)
    if claims.root is not None and newest > claims.size:
        lost = newest - claims.size
        claims.faults.append(Finding(Kind.ROLLED_BACK, Source.CHECKPOINT, claims.size, lost))
    for size, roots in sorted(claims.roots.items()):
        if len(roots) > 1:
            claims.faults.append(Finding(Kind.REWRITTEN, Source.WITNESS, 0, size))
    return claims


def _own(claims: Claims, key: VerifierKey, files: Files) -> None:
    raw = files.read(CHECKPOINT)
    try:
        checkpoint = Checkpoint.opened(_text(raw), key)
    except NoteInvalid:
        if raw is not None or any(Tile.named(name) for name in files.names()):
            claims.faults.append(Finding(Kind.UNSIGNED, Source.CHECKPOINT, 0, file=CHECKPOINT))
    else:
        claims.size, claims.root = checkpoint.size, checkpoint.root
        claims.roots[checkpoint.size].add(checkpoint.root)
    pruned = files.read(PRUNED)
    if pruned is not None:
        _prune(claims, key, PRUNED, pruned.decode(errors="replace"), Source.PRUNING)
    vouched = files.read(KEY)
    if vouched is not None and vouched.strip() != key.text.encode():
        claims.faults.append(Finding(Kind.FOREIGN, Source.CHECKPOINT, 0, file=KEY))


def _witnessed(claims: Claims, key: VerifierKey, name: str, note: str) -> None:
    last = name.rpartition("/")[2]
    if last.startswith(PRUNED):
        _prune(claims, key, name, note, Source.WITNESS)
        return
    if last == KEY:
        if note.strip() != key.text:
            claims.faults.append(Finding(Kind.FOREIGN, Source.WITNESS, 0, file=name))
        return
    try:
        checkpoint = Checkpoint.opened(note, key)
    except NoteInvalid:
        claims.faults.append(Finding(Kind.UNSIGNED, Source.WITNESS, 0, file=name))
    else:
        claims.roots[checkpoint.size].add(checkpoint.root)


def _prune(claims: Claims, key: VerifierKey, name: str, note: str, source: Source) -> None:
    """Only what was signed was pruned: everything else is missing."""
    try:
        claims.first = max(claims.first, pruned_first(key, note))
    except NoteInvalid:
        claims.faults.append(Finding(Kind.UNSIGNED, source, 0, file=name))


def pruned_first(key: VerifierKey, note: str) -> int:
    """The minimum index that was signed. Raises NoteInvalid."""
    text = open_note(note, key)
    number = text.partition("\n")[2].strip()
    first = int(number) if number.isascii() and number.isdigit() else -1
    if first < 0 or first % WIDTH or text != pruned_text(key.name, first):
        raise NoteInvalid
    return first


def _text(raw: bytes | None) -> str:
    """Raises NoteInvalid."""
    if raw is None:
        raise NoteInvalid
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise NoteInvalid from None
