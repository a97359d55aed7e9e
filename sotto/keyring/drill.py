"""A drill: would this backup bring back all the living, and nobody who was erased?

In a scratch folder, beside the keyring that serves. The ledger is replayed there as it would be.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sotto.keyring.database import Database
from sotto.keyring.denials import Denials
from sotto.keyring.files import connect, copy, remove
from sotto.keyring.ledger import Ledger
from sotto.keyring.opening import Keyring
from sotto.keyring.restoring import opened
from sotto.keyring.store import KeyName, KeyStore


@dataclass(frozen=True, slots=True)
class Drill:
    """Keys of the present store: `opened` from the backup, `newer` than it, `lost` or changed.

    newer_holds: of the newer, those of legal holds; what these keep of the erased opens no more.
    erased: how many the ledger names; erased_that_open: of those, after the replay.
    """

    opened: int
    newer: int
    newer_holds: int
    lost: int
    erased: int
    erased_that_open: int

    @property
    def is_good(self) -> bool:
        return not self.lost and not self.erased_that_open


def drill(keyring: Keyring, clear: bytes, ledger: Ledger, scratch: Path) -> Drill:
    """clear: a backup, decrypted; scratch: an empty folder. Raises StoreProblem."""
    copied = scratch / "present.db"
    present = connect(keyring.store)
    try:
        copy(present, copied)
    finally:
        present.close()
    try:
        with opened(keyring, clear, scratch / "backup.db") as backup:
            now = keyring.clock.now().isoformat()
            living = KeyStore(Database(copied), backup.root, now=now)
            try:
                return _compare(living, backup, ledger, now)
            finally:
                living.database.close()
    finally:
        remove(copied)


def _compare(living: KeyStore, backup: KeyStore, ledger: Ledger, now: str) -> Drill:
    _replay(backup, ledger, now)
    dead = set(_named(ledger))
    gone = set(ledger.customers)
    found = {True: 0, False: 0, None: 0}
    newer_holds = 0
    for name in _names(living):
        if name not in dead and name.tenant not in gone:
            key = backup.find(name)
            found[None if key is None else key == living.find(name)] += 1
            newer_holds += key is None and name.kind == "hold"
    back = sum(backup.find(name) is not None for name in dead)
    back += sum(name.tenant in gone for name in _names(backup))
    return Drill(
        opened=found[True],
        newer=found[None],
        newer_holds=newer_holds,
        lost=found[False],
        erased=len(dead) + len(gone),
        erased_that_open=back,
    )


def _replay(store: KeyStore, ledger: Ledger, now: str) -> None:
    denials = Denials(store.database)
    with store.database.transaction():
        for tenant, subject in ledger.erased:
            denials.erase(tenant, subject, now=now)
        for tenant, month in ledger.months:
            denials.forget(tenant, month, now=now)
        for name in _named(ledger):
            store.destroy(name)
        for tenant, hold, _ in ledger.released:
            store.destroy(KeyName("hold", tenant, hold.bytes))
        for tenant in ledger.customers:
            denials.dismiss(tenant, now=now)
            store.destroy_tenant(tenant)


def _named(ledger: Ledger) -> Iterator[KeyName]:
    for tenant, subject in ledger.erased:
        yield KeyName("subject", tenant, subject.bytes)
    for tenant, month in ledger.months:
        yield KeyName("period", tenant, month.to_bytes())


def _names(store: KeyStore) -> Iterator[KeyName]:
    for kind, tenant, name in store.database.read("SELECT kind, tenant, name FROM key"):
        yield KeyName(kind, UUID(bytes=tenant), name)
