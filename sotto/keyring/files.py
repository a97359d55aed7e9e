"""Store files: opened, copied, judged; and which of two is the one to go on with."""

import fcntl
import os
import sqlite3
from pathlib import Path

import structlog

from sotto.keyring import schema
from sotto.keyring.problems import StoreBusy, StoreDamaged, StoreForeign, StoreNewer
from sotto.lib import disks

REPLICA_MARK = "replica-disk"  # Set-up writes there by which word the replica's disk is known.
log = structlog.get_logger()
_PRAGMAS = ("journal_mode=TRUNCATE", "secure_delete=ON", "synchronous=FULL", "cache_size=-65536")


class StoreLock:
    """One keyring for a store. Ends with the process, however that ends."""

    def __init__(self, file: Path) -> None:
        """Raises StoreBusy."""
        self._descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(self._descriptor)
            raise StoreBusy from None

    def release(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
        self._descriptor = -1


def connect(file: Path) -> sqlite3.Connection:
    database = sqlite3.connect(file, isolation_level=None)
    for pragma in _PRAGMAS:
        database.execute(f"PRAGMA {pragma}")
    return database


def copy(database: sqlite3.Connection, file: Path) -> None:
    """Never half: made beside it, then put in its place. No journal of the old one may stay."""
    unfinished = file.with_name(f"{file.name}.new")
    remove(unfinished)
    target = sqlite3.connect(unfinished, isolation_level=None)
    try:
        database.backup(target)
    finally:
        target.close()
    disks.sync(unfinished)
    remove(file)
    unfinished.rename(file)
    disks.sync(file.parent)


def remove(file: Path) -> None:
    for suffix in ("", "-journal", "-wal", "-shm"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)


def sequence_of(file: Path) -> int:
    """How many transactions a sound store has seen. -1: there is none, or it is damaged.

    Raises StoreForeign, StoreNewer.
    """
    if not file.exists() or file.stat().st_size == 0:
        return -1
    try:
        database = connect(file)
    except sqlite3.DatabaseError:
        return -1
    try:
        version = schema.version_of(database)
        is_sound = database.execute("PRAGMA quick_check(1)").fetchone() == ("ok",)
        if not is_sound:
            return -1
        if version < 0:
            raise StoreForeign
        if version > schema.VERSION:
            raise StoreNewer
        if version < schema.VERSION:
            return 0
        found = database.execute("SELECT value FROM meta WHERE name = 'sequence'").fetchone()
        return int(found[0])
    except (sqlite3.DatabaseError, TypeError):
        return -1
    finally:
        database.close()


def settle(file: Path, replica: Path | None) -> bool:
    """Make the first file the newest sound one of the two. True when the replica took over.

    Raises StoreDamaged, StoreForeign, StoreNewer.
    """
    ours = sequence_of(file)
    theirs = -1 if replica is None else sequence_of(replica)
    if replica is not None and theirs > ours:
        source = connect(replica)
        try:
            copy(source, file)
        finally:
            source.close()
        log.warning("keyring.replica_took_over", status="unusable" if ours < 0 else "behind")
        return ours < 0 or theirs > ours + 1
    if ours < 0 and file.exists() and file.stat().st_size:
        raise StoreDamaged
    return False


def is_same_store(database: sqlite3.Connection, file: Path) -> bool:
    other = connect(file)
    try:
        query = "SELECT value FROM meta WHERE name = 'store'"
        return bool(database.execute(query).fetchone() == other.execute(query).fetchone())
    finally:
        other.close()


def replica_is_there(replica: Path, folder: Path) -> bool:
    """Whether the replica's disk is mounted; `folder` is the store's."""
    return disks.is_there(replica, folder / REPLICA_MARK)
