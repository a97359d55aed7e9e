"""The key store: what the keyring keeps, wrapped under the current epoch's key.

SQLite, not PostgreSQL: a key must not stand in the write-ahead log or the dump of the database
whose rows it opens, and the database's superuser must not be able to read it
(docs/decisions/0003-keyring.md).
"""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sotto.keyring.database import Database, Row
from sotto.keyring.files import StoreLock
from sotto.keyring.problems import EpochKeyMissing
from sotto.keyring.roots.provider import KEY_BYTES, RootProvider

_NONCE_BYTES = 12
NOBODY = UUID(int=0)  # The tenant of keys that belong to none.


@dataclass(frozen=True, slots=True)
class KeyName:
    """`kind`: tenant, subject, period, hold, signing; `name`: a UUID, a period, a word, empty."""

    kind: str
    tenant: UUID
    name: bytes = b""

    def associated_data(self, epoch: int) -> bytes:
        """What a wrapped key is bound to, so that no row can pass for another."""
        return b"|".join((self.kind.encode(), self.tenant.bytes, self.name, str(epoch).encode()))


Place = tuple[str, bytes, bytes]  # Where a rewrap has got to: kind, tenant, name.
FIRST: Place = ("", b"", b"")


class KeyStore:
    """Keys by name. One thread only."""

    def __init__(self, database: Database, root: RootProvider, *, now: str) -> None:
        """Raises EpochKeyMissing: a store that is too old, or of another installation."""
        self.database = database
        self.root = root
        self.lock: StoreLock | None = None  # Of the one that serves.
        self._ciphers: dict[int, AESGCM] = {}
        self._epoch = 0
        if self._newest() == 0 or self._unfinished():
            self.begin_epoch(now=now)
        self._epoch = self._newest()
        self._cipher(self._epoch)

    @staticmethod
    def adopt(database: Database, root: RootProvider, keys: dict[int, bytes]) -> None:
        """Give epochs' keys out of an escrow to this root provider."""
        for number, key in keys.items():
            root.create(number)
            wrapped = root.wrap(number, key, bound_to=_bound_to(database, number))
            with database.transaction():
                database.write("UPDATE epoch_key SET wrapped = ? WHERE number = ?", wrapped, number)

    # Keys.
    def find(self, name: KeyName) -> bytes | None:
        rows = self.database.read(
            "SELECT epoch, wrapped FROM key WHERE kind = ? AND tenant = ? AND name = ?",
            name.kind,
            name.tenant.bytes,
            name.name,
        )
        return self._unwrap(name, *rows[0]) if rows else None

    def find_many(self, kind: str, tenant: UUID, names: Sequence[bytes]) -> dict[bytes, bytes]:
        """Those that there are, by name."""
        marks = ", ".join("?" * len(names))
        rows = self.database.read(
            "SELECT name, epoch, wrapped FROM key "  # noqa: S608 -- question marks.
            f"WHERE kind = ? AND tenant = ? AND name IN ({marks})",
            kind,
            tenant.bytes,
            *names,
        )
        return {
            name: self._unwrap(KeyName(kind, tenant, name), epoch, wrapped)
            for name, epoch, wrapped in rows
        }

    def create(self, name: KeyName) -> bytes:
        """A new random key. Inside a transaction that is over before the key is given out."""
        key = secrets.token_bytes(KEY_BYTES)
        nonce = secrets.token_bytes(_NONCE_BYTES)
        self.database.write(
            "INSERT INTO key (kind, tenant, name, epoch, wrapped) VALUES (?, ?, ?, ?, ?)",
            name.kind,
            name.tenant.bytes,
            name.name,
            self._epoch,
            nonce
            + self._cipher(self._epoch).encrypt(nonce, key, name.associated_data(self._epoch)),
        )
        return key

    def destroy(self, name: KeyName) -> bool:
        """Inside a transaction. True when there was one."""
        touched = self.database.write(
            "DELETE FROM key WHERE kind = ? AND tenant = ? AND name = ?",
            name.kind,
            name.tenant.bytes,
            name.name,
        )
        return touched > 0

    def destroy_tenant(self, tenant: UUID) -> int:
        """Every key of a tenant. Inside a transaction."""
        return self.database.write("DELETE FROM key WHERE tenant = ?", tenant.bytes)

    def count(self, kind: str) -> int:
        return int(self.database.value("SELECT count(*) FROM key WHERE kind = ?", kind))

    # Epochs.
    def epoch(self) -> int:
        return self._epoch

    def epoch_begun_at(self) -> str:
        query = "SELECT begun_at FROM epoch_key WHERE number = ?"
        return str(self.database.value(query, self._epoch))

    def begin_epoch(self, *, now: str, beyond: int = 0) -> int:
        """New keys are wrapped under it from now on; the old ones follow by `rewrap_some`.

        beyond: a later number than this one.

        The row stands before the root key does: a root that knows a later epoch than the store
        therefore means that the store is an old one.
        """
        number = max(self._unfinished() or self._newest() + 1, beyond + 1)
        with self.database.transaction():
            self.database.write(
                "INSERT INTO epoch_key (number, wrapped, begun_at) VALUES (?, NULL, ?) "
                "ON CONFLICT (number) DO UPDATE SET begun_at = excluded.begun_at",
                number,
                now,
            )
        self.root.create(number)
        key = secrets.token_bytes(KEY_BYTES)
        wrapped = self.root.wrap(number, key, bound_to=self._bound_to(number))
        with self.database.transaction():
            self.database.write(
                "UPDATE epoch_key SET wrapped = ? WHERE number = ?", wrapped, number
            )
            self.database.set_meta("epoch_age", 0)
        self._ciphers[number] = AESGCM(key)
        self._epoch = number
        return number

    def is_older_than_root(self) -> bool:
        """The root provider knows an epoch that this store has not come to."""
        known = self.root.epochs()
        return bool(known) and known[-1] > max(self._newest(), self._unfinished())

    def epoch_keys(self) -> dict[int, bytes]:
        """In the clear, of the epochs under which anything is wrapped: for an escrow."""
        rows = self.database.read("SELECT number, wrapped FROM epoch_key WHERE wrapped NOT NULL")
        return {
            number: self.root.unwrap(number, wrapped, bound_to=self._bound_to(number))
            for number, wrapped in rows
        }

    def rewrap_some(self, limit: int, after: Place = FIRST) -> Place | None:
        """Move the next keys after this place to the current epoch, atomically.

        Returns how far it got; None when there was none to move.
        """
        rows = self.database.read(
            "SELECT kind, tenant, name, epoch, wrapped FROM key "
            "WHERE (kind, tenant, name) > (?, ?, ?) AND epoch < ? "
            "ORDER BY kind, tenant, name LIMIT ?",
            *after,
            self._epoch,
            limit,
        )
        if not rows:
            return None
        with self.database.transaction():
            self.database.write_many(
                "UPDATE key SET epoch = ?, wrapped = ? WHERE kind = ? AND tenant = ? AND name = ?",
                list(self._rewrapped(rows)),
            )
        kind, tenant, name, _, _ = rows[-1]
        return kind, tenant, name

    def destroy_old_epochs(self, *, keep: int = 2) -> list[int]:
        """Destroy the root keys of all epochs but the newest `keep`; none while a key needs it."""
        if self.database.value("SELECT 1 FROM key WHERE epoch < ? LIMIT 1", self._epoch):
            return []
        old = [number for number in self.root.epochs() if number <= self._epoch - keep]
        for number in old:
            self.root.destroy(number)
            self._ciphers.pop(number, None)
        with self.database.transaction():
            self.database.write("DELETE FROM epoch_key WHERE number <= ?", self._epoch - keep)
        return old

    def close(self) -> None:
        self.database.close()
        self.root.close()
        if self.lock is not None:
            self.lock.release()

    def _newest(self) -> int:
        query = "SELECT coalesce(max(number), 0) FROM epoch_key WHERE wrapped IS NOT NULL"
        return int(self.database.value(query))

    def _unfinished(self) -> int:
        """The epoch in whose making a crash fell; 0 if none."""
        query = "SELECT coalesce(max(number), 0) FROM epoch_key WHERE wrapped IS NULL"
        return int(self.database.value(query))

    def _rewrapped(self, rows: Sequence[Row]) -> Iterator[tuple[int, bytes, str, bytes, bytes]]:
        """As `_unwrap` and `create` do it, without making a name of each of a million rows."""
        current = self._epoch
        seal, fresh = self._cipher(current).encrypt, secrets.token_bytes(_NONCE_BYTES * len(rows))
        for index, (kind, tenant, name, epoch, wrapped) in enumerate(rows):
            bound = b"|".join((kind.encode(), tenant, name, b""))
            nonce = fresh[index * _NONCE_BYTES : (index + 1) * _NONCE_BYTES]
            key = self._open(wrapped, epoch, bound + b"%d" % epoch)
            yield current, nonce + seal(nonce, key, bound + b"%d" % current), kind, tenant, name

    def _unwrap(self, name: KeyName, epoch: int, wrapped: bytes) -> bytes:
        return self._open(wrapped, epoch, name.associated_data(epoch))

    def _open(self, wrapped: bytes, epoch: int, bound_to: bytes) -> bytes:
        try:
            return self._cipher(epoch).decrypt(
                wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:], bound_to
            )
        except InvalidTag:
            raise EpochKeyMissing from None

    def _cipher(self, epoch: int) -> AESGCM:
        if epoch not in self._ciphers:
            query = "SELECT wrapped FROM epoch_key WHERE number = ?"
            wrapped = self.database.value(query, epoch)
            if wrapped is None:
                raise EpochKeyMissing
            key = self.root.unwrap(epoch, wrapped, bound_to=self._bound_to(epoch))
            self._ciphers[epoch] = AESGCM(key)
        return self._ciphers[epoch]

    def _bound_to(self, epoch: int) -> bytes:
        return _bound_to(self.database, epoch)


def _bound_to(database: Database, epoch: int) -> bytes:
    store: bytes = database.meta("store")
    return b"sotto epoch key|" + store + b"|" + str(epoch).encode()
