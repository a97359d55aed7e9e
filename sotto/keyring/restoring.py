"""Put a backup in the store's place; it serves when the ledger of the erased was replayed.

While this runs no keyring has the store open. Nothing is changed until the backup was seen to be
whole and to open.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sotto.keyring import backups
from sotto.keyring.database import Database
from sotto.keyring.deed_log import Deed, DeedLog
from sotto.keyring.files import StoreLock, remove, sequence_of
from sotto.keyring.opening import LOCK, Keyring
from sotto.keyring.problems import BackupDamaged, StoreSound
from sotto.keyring.roots.provider import RootProvider
from sotto.keyring.store import KeyStore


@dataclass(frozen=True, slots=True)
class Restored:
    made_at: str
    subjects: int
    epoch: int


def restore(keyring: Keyring, clear: bytes, *, replace: bool = False) -> Restored:
    """clear: a backup, decrypted.

    Raises StoreProblem: BackupDamaged, EpochKeyMissing for one that is dead or foreign, StoreSound
    where there is a store that works and `replace` was not said, StoreBusy while it is served.
    """
    lock = StoreLock(keyring.folder / LOCK)
    try:
        return _restore(keyring, clear, replace=replace)
    finally:
        lock.release()


@contextmanager
def opened(keyring: Keyring, clear: bytes, scratch: Path) -> Iterator[KeyStore]:
    """A backup as a store of its own in a scratch file, for a drill. Raises StoreProblem."""
    head, raw = backups.unpack(clear)
    _write(scratch, raw)
    database, root = Database(scratch), keyring.root()
    try:
        yield _open(keyring, database, root, head)
    finally:
        database.close()
        root.close()
        remove(scratch)


def _restore(keyring: Keyring, clear: bytes, *, replace: bool) -> Restored:
    present = max(sequence_of(one) for one in _stores(keyring))
    if present >= 0 and not replace:
        raise StoreSound
    head, raw = backups.unpack(clear)
    fresh = keyring.store.with_name("restored.db")
    try:
        found = _prepare(keyring, head, raw, fresh, sequence=present + 1)
        for store in _stores(keyring):
            remove(store)  # The replica is copied anew when the keyring opens its store.
        fresh.rename(keyring.store)
    finally:
        remove(fresh)
    return found


def _prepare(
    keyring: Keyring, head: backups.Head, raw: bytes, fresh: Path, *, sequence: int
) -> Restored:
    _write(fresh, raw)
    database, root = Database(fresh), keyring.root()
    try:
        store = _open(keyring, database, root, head)
        with database.transaction():
            database.set_meta("must_replay", 1)
            database.set_meta("sequence", max(sequence, database.meta("sequence")))
            DeedLog(database).append(Deed("restored"), now=keyring.clock.now())
        return Restored(head.made_at, store.count("subject"), store.epoch())
    finally:
        database.close()
        root.close()


def _open(keyring: Keyring, database: Database, root: RootProvider, head: backups.Head) -> KeyStore:
    if head.escrow:
        KeyStore.adopt(database, root, head.escrow)
    return KeyStore(database, root, now=keyring.clock.now().isoformat())


def _write(file: Path, raw: bytes) -> None:
    remove(file)
    file.touch(mode=0o600)
    file.write_bytes(raw)
    if sequence_of(file) < 0:
        remove(file)
        raise BackupDamaged


def _stores(keyring: Keyring) -> list[Path]:
    return [one for one in (keyring.store, keyring.replica_store) if one is not None]
