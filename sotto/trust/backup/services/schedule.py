"""Backups by the clock: made when due, the oldest removed, a failure said aloud."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import structlog
from django.conf import settings

from sotto.lib.age import Lock
from sotto.trust.backup import queries
from sotto.trust.backup.models import Backup
from sotto.trust.backup.rules import file_name, is_due, to_remove
from sotto.trust.backup.services.keys import locks
from sotto.trust.backup.services.make import Progress, write_backup
from sotto.trust.backup.services.noting import note_failed, note_made
from sotto.trust.backup.services.place import PART, Rights, complete_file

log = structlog.get_logger()


def make_when_due(*, now: datetime) -> Backup | None:
    """None when nothing is due, or the settings name no folder. A failure is noted, not raised.

    Raises OperationalError while the database is away: then it can't be noted either.
    """
    folder: Path | None = settings.SOTTO.backup_dir
    last, tried = queries.last_attempts()
    if folder is None or not is_due(
        made=last, tried=tried, every=settings.SOTTO.backup_every, now=now
    ):
        return None
    backup = uuid4()
    path = folder / file_name(backup, made_at=now)
    try:
        chosen = locks(recipients=settings.SOTTO.backup_recipients)
        with complete_file(path) as file:
            made = write_backup(file, chosen, backup=backup, now=now)
        done = note_made(made, began_at=now, file_name=path.name, by_the_clock=True)
    except Exception as failure:  # noqa: BLE001 -- whatever it was, somebody must hear of it.
        log.warning("backup.failed", kind=type(failure).__name__)
        return note_failed(backup, failure, began_at=now, by_the_clock=True)
    remove_oldest(folder, keep=settings.SOTTO.backup_keep)
    log.info("backup.made", bytes=done.size)
    return done


def make_now(
    path: Path,
    chosen: Sequence[Lock],
    *,
    now: datetime,
    rights: Rights,
    progress: Progress = lambda *_: None,
) -> Backup:
    """By hand, to a place of the caller's. Raises FileExists, OSError, KeyringUnavailable."""
    with complete_file(path, rights=rights) as file:
        made = write_backup(file, chosen, backup=uuid4(), now=now, progress=progress)
    return note_made(made, began_at=now, file_name="", by_the_clock=False)


def remove_oldest(folder: Path, *, keep: int) -> int:
    """Of those that we named; and what was cut off while it was written. How many."""
    old = to_remove((path.name for path in folder.iterdir()), keep=keep)
    for name in old:
        (folder / name).unlink(missing_ok=True)
    for part in folder.glob(f".*{PART}"):
        part.unlink(missing_ok=True)
    return len(old)
