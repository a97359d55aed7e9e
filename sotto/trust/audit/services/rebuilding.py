"""Tiles and bundles that were lost, made anew from the rows (PBX-80, UCC-80).

Rows prove nothing by themselves: they must give the root that was signed, in the trail's own
checkpoint or in the witness's. Until they do nothing is replaced. Of entries that were pruned only
the hashes are left, so those must still be there.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from uuid import UUID

from django.db import transaction

from sotto.lib.merkle import leaf_hash
from sotto.lib.signed_note import Checkpoint, NoteInvalid, VerifierKey
from sotto.lib.tiles import WIDTH, Edge, Tile, TileDamaged, TileReader, bundle, pack, tiles_of
from sotto.trust.audit.models import Tree
from sotto.trust.audit.rules.claims import CHECKPOINT, KEY, PRUNED, pruned_first
from sotto.trust.audit.services.errors import HashesLost, NothingSigned, RowsDiffer
from sotto.trust.audit.services.folder import Folder, folder_of
from sotto.trust.audit.services.integrating import key_of
from sotto.trust.audit.services.leaves import leaves_between
from sotto.trust.audit.services.recording import record
from sotto.trust.audit.services.verifying import witnessed_notes
from sotto.trust.tenants.services import within

Notes = Mapping[str, str]


def rebuild(tenant: UUID, *, witness: Path | Notes | None = None) -> int:
    """Make every file of the trail what it was under the newest signed checkpoint. How many.

    witness: a folder of checkpoints, or what was read there; None takes that of the settings.
    Killed in between, it is done again. Raises NothingSigned, RowsDiffer, HashesLost,
    WitnessUnreadable, KeyringUnavailable.
    """
    with within(tenant), transaction.atomic():
        tree = Tree.objects.select_for_update().first()
        if tree is None:
            raise NothingSigned
        notes, folder, key = witnessed_notes(tenant, witness), folder_of(tenant), key_of(tree)
        signed, note = _newest(folder, notes, key)
        if signed.size < tree.signed_size:
            raise NothingSigned
        first, pruned = _pruned(folder, notes, key)
        hashes = _hashes(folder, min(first, signed.size), signed)
        files = {KEY: f"{key.text}\n", **pruned, CHECKPOINT: note}
        count = sum(_mend(folder, *one) for one in _tiles(hashes, first))
        count += sum(_mend(folder, name, text.encode()) for name, text in files.items())
        _clear(folder, signed.size)
        folder.settle()
        record("audit:trail:rebuilt", detail={"files": count, "entries": signed.size})
        return count


def _newest(folder: Folder, notes: Notes, key: VerifierKey) -> tuple[Checkpoint, str]:
    """The largest that was signed, whoever has it. Raises NothingSigned; RowsDiffer for two."""
    found: dict[int, tuple[Checkpoint, str]] = {}
    for note in (_text(folder.read(CHECKPOINT)), *notes.values()):
        try:
            checkpoint = Checkpoint.opened(note, key)
        except NoteInvalid:
            continue
        if found.setdefault(checkpoint.size, (checkpoint, note))[0].root != checkpoint.root:
            raise RowsDiffer
    if not found:
        raise NothingSigned
    return found[max(found)]


def _pruned(folder: Folder, notes: Notes, key: VerifierKey) -> tuple[int, dict[str, str]]:
    """The first entry that was not pruned, and the file that says so, if any was."""
    mine = _text(folder.read(PRUNED))
    told = [note for name, note in notes.items() if name.rpartition("/")[2].startswith(PRUNED)]
    found = {0: ""}
    for note in (mine, *told):
        try:
            found[pruned_first(key, note)] = note
        except NoteInvalid:
            continue
    first = max(found)
    return first, {PRUNED: found[first]} if first else {}


def _hashes(folder: Folder, first: int, signed: Checkpoint) -> list[bytes]:
    """Of every leaf: of pruned ones from tiles, of the others from rows. They give the root."""
    reader = TileReader(signed.size, folder.read)
    try:
        hashes = [one for index in range(first // WIDTH) for one in reader.row(0, index)]
    except TileDamaged:
        raise HashesLost from None
    for index, raw in leaves_between(first, signed.size):
        if index != len(hashes):
            raise RowsDiffer
        hashes.append(leaf_hash(raw))
    edge = Edge()
    for _ in edge.extend(hashes):
        pass
    if edge.root() != signed.root:
        raise RowsDiffer if not first else HashesLost
    return hashes


def _tiles(hashes: list[bytes], first: int) -> Iterator[tuple[str, bytes]]:
    """Every file of the tree, by name."""
    rows = leaves_between(first, len(hashes))
    for start in range(first, len(hashes), WIDTH):
        entries = [raw for _, (_, raw) in zip(range(WIDTH), rows, strict=False)]
        if list(map(leaf_hash, entries)) != hashes[start : start + WIDTH]:
            raise RowsDiffer
        yield bundle(start // WIDTH, len(entries)).name, pack(entries)
    for tile, raw in Edge().extend(hashes):
        yield tile.name, raw


def _mend(folder: Folder, name: str, raw: bytes) -> bool:
    if folder.read(name) == raw:
        return False
    folder.write(name, raw)
    return True


def _clear(folder: Folder, size: int) -> None:
    """What is of no tree of this size: left by a crash, or put there. Narrower tiles may stay."""
    expected = {(tile.level, tile.index): tile.name for tile in tiles_of(size)}
    for name in list(folder.names()):
        tile = Tile.named(name)
        wide = None if tile is None else expected.get((tile.level, tile.index), "")
        if wide is not None and wide != name and not _begins(folder, wide, name):
            folder.delete(name)


def _begins(folder: Folder, wide: str, name: str) -> bool:
    whole, part = folder.read(wide) if wide else None, folder.read(name)
    return bool(whole and part and whole.startswith(part))


def _text(raw: bytes | None) -> str:
    return (raw or b"").decode(errors="replace")
