"""The audit trail's files as they belong to one moment of the rows.

Tiles and checkpoint grow beside the database. A backup takes those that the moment's own tree
covers: with fewer or more, the restored trail would not verify.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from django.conf import settings

from sotto.lib.tiles import WIDTH, Tile
from sotto.trust.backup.services.snapshot import Snapshot, snapshot

CHECKPOINT = "checkpoint"
_ATTEMPTS = 20
_SIZES = "SELECT tenant_id, size FROM audit_tree"
_SIZE_LINE = 1


class TrailMoved(Exception):
    """A checkpoint came between the moment and its files, again and again."""


@contextmanager
def moment_with_trail() -> Iterator[tuple[Snapshot, dict[UUID, str]]]:
    """One moment, and the checkpoint of each tenant's trail at it. Raises TrailMoved."""
    for _ in range(_ATTEMPTS):
        with snapshot() as moment:
            notes = _notes(moment)
            if notes is not None:
                yield moment, notes
                return
    raise TrailMoved


def files_under(tenant: UUID, note: str) -> Iterator[tuple[str, Path]]:
    """Name and place of each file that this checkpoint covers, the checkpoint itself left out."""
    folder = _folder(tenant)
    size = _size(note)
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if path.is_file() and not path.name.startswith(".") and _is_covered(name, size):
            yield name, path


def _notes(moment: Snapshot) -> dict[UUID, str] | None:
    """None when a file is ahead of the moment's rows."""
    found = {}
    for tenant, size in moment.connection.execute(_SIZES).fetchall():
        try:
            note = (_folder(tenant) / CHECKPOINT).read_text()
        except FileNotFoundError:
            continue
        if _size(note) > size:
            return None
        found[tenant] = note
    return found


def _is_covered(name: str, size: int) -> bool:
    tile = Tile.named(name)
    if tile is None:
        return name != CHECKPOINT
    level = 0 if tile.is_bundle else tile.level
    covered: int = (tile.index * WIDTH + tile.width) * WIDTH**level
    return covered <= size


def _size(note: str) -> int:
    """The second line of a checkpoint (C2SP tlog-checkpoint)."""
    return int(note.splitlines()[_SIZE_LINE])


def _folder(tenant: UUID) -> Path:
    folder: Path = settings.SOTTO.audit_dir
    return folder / str(tenant)
