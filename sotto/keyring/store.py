"""The key store: one SQLite file that nobody but the keyring opens.

SQLite, not PostgreSQL: a key must not stand in the write-ahead log or the dump of the database
whose rows it opens, and the database's superuser must not be able to read it
(docs/decisions/0003-keyring.md).
"""

import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sotto.keyring.root import KEY_BYTES, RootProvider

_NONCE_BYTES = 12
_SCHEMA = """
CREATE TABLE IF NOT EXISTS key (
    kind TEXT NOT NULL CHECK (kind IN ('tenant', 'subject', 'period')),
    tenant BLOB NOT NULL, name BLOB NOT NULL,
    epoch INTEGER NOT NULL, wrapped BLOB NOT NULL,
    PRIMARY KEY (kind, tenant, name)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS key_epoch ON key (epoch);
CREATE TABLE IF NOT EXISTS tombstone (
    tenant BLOB NOT NULL, subject BLOB NOT NULL, at TEXT NOT NULL,
    PRIMARY KEY (tenant, subject)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS epoch (number INTEGER PRIMARY KEY, begun_at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS use (
    hour TEXT NOT NULL, actor TEXT NOT NULL, purpose TEXT NOT NULL, field TEXT NOT NULL,
    keys INTEGER NOT NULL, PRIMARY KEY (hour, actor, purpose, field)
) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class KeyName:
    """`kind` is tenant, subject or period; `name` the subject's UUID or the period, else empty."""

    kind: str
    tenant: UUID
    name: bytes = b""

    def associated_data(self, epoch: int) -> bytes:
        """What a wrapped key is bound to, so that no row can pass for another."""
        return b"|".join((self.kind.encode(), self.tenant.bytes, self.name, str(epoch).encode()))


class KeyStore:
    """Keys wrapped under the current epoch, tombstones, and who used what. One thread only."""

    def __init__(self, file: Path, root: RootProvider, *, now: str) -> None:
        self._root = root
        self._database = sqlite3.connect(file, isolation_level=None)
        for pragma in ("journal_mode=TRUNCATE", "secure_delete=ON", "synchronous=FULL"):
            self._database.execute(f"PRAGMA {pragma}")
        self._database.executescript(_SCHEMA)
        self._epoch_keys: dict[int, AESGCM] = {}
        if self.epoch() == 0:
            self.begin_epoch(now=now)

    # Keys.
    def find(self, name: KeyName) -> bytes | None:
        row = self._database.execute(
            "SELECT epoch, wrapped FROM key WHERE kind = ? AND tenant = ? AND name = ?",
            (name.kind, name.tenant.bytes, name.name),
        ).fetchone()
        return None if row is None else self._unwrap(name, *row)

    def create(self, name: KeyName) -> bytes:
        """A new random key, committed before it is given out: what it seals can be opened."""
        key = secrets.token_bytes(KEY_BYTES)
        epoch = self.epoch()
        self._database.execute(
            "INSERT INTO key (kind, tenant, name, epoch, wrapped) VALUES (?, ?, ?, ?, ?)",
            (name.kind, name.tenant.bytes, name.name, epoch, self._wrap(name, epoch, key)),
        )
        return key

    def destroy(self, name: KeyName) -> bool:
        """Remove a key. True when there was one."""
        cursor = self._database.execute(
            "DELETE FROM key WHERE kind = ? AND tenant = ? AND name = ?",
            (name.kind, name.tenant.bytes, name.name),
        )
        return cursor.rowcount > 0

    def count(self, kind: str) -> int:
        return int(
            self._database.execute("SELECT count(*) FROM key WHERE kind = ?", (kind,)).fetchone()[0]
        )

    # Tombstones.
    def is_erased(self, tenant: UUID, subject: UUID) -> bool:
        return bool(
            self._database.execute(
                "SELECT 1 FROM tombstone WHERE tenant = ? AND subject = ?",
                (tenant.bytes, subject.bytes),
            ).fetchone()
        )

    def set_tombstone(self, tenant: UUID, subject: UUID, *, now: str) -> bool:
        """Deny a subject's key for ever. False when it stood already."""
        cursor = self._database.execute(
            "INSERT OR IGNORE INTO tombstone (tenant, subject, at) VALUES (?, ?, ?)",
            (tenant.bytes, subject.bytes, now),
        )
        return cursor.rowcount > 0

    def tombstones(self) -> int:
        return int(self._database.execute("SELECT count(*) FROM tombstone").fetchone()[0])

    # Epochs.
    def epoch(self) -> int:
        """The current epoch; 0 before the first."""
        return int(
            self._database.execute("SELECT coalesce(max(number), 0) FROM epoch").fetchone()[0]
        )

    def epoch_begun_at(self) -> str:
        return str(
            self._database.execute(
                "SELECT begun_at FROM epoch ORDER BY number DESC LIMIT 1"
            ).fetchone()[0]
        )

    def begin_epoch(self, *, now: str) -> int:
        """New keys are wrapped under it from now on; the old ones follow by `rewrap_some`."""
        number = self.epoch() + 1
        self._root.create(number)
        self._database.execute("INSERT INTO epoch (number, begun_at) VALUES (?, ?)", (number, now))
        return number

    def rewrap_some(self, limit: int) -> int:
        """Move at most `limit` keys to the current epoch, atomically. 0 when all have moved."""
        current = self.epoch()
        with self.transaction():
            rows = self._database.execute(
                "SELECT kind, tenant, name, epoch, wrapped FROM key WHERE epoch < ? LIMIT ?",
                (current, limit),
            ).fetchall()
            self._database.executemany(
                "UPDATE key SET epoch = ?, wrapped = ? WHERE kind = ? AND tenant = ? AND name = ?",
                [(current, *row) for row in self._rewrapped(rows, current)],
            )
        return len(rows)

    def destroy_old_epochs(self, *, keep: int = 2) -> list[int]:
        """Destroy epoch keys but the newest `keep`. Call when `rewrap_some` says 0."""
        old = [number for number in self._root.epochs() if number <= self.epoch() - keep]
        for number in old:
            self._root.destroy(number)
            self._epoch_keys.pop(number, None)
        return old

    # Use.
    def record_use(self, uses: Sequence[tuple[str, str, str, str, int]]) -> None:
        """Add to the counters; each is (hour, actor, purpose, field, keys)."""
        with self.transaction():
            self._database.executemany(
                "INSERT INTO use (hour, actor, purpose, field, keys) VALUES (?, ?, ?, ?, ?) "
                "ON CONFLICT DO UPDATE SET keys = keys + excluded.keys",
                uses,
            )

    @contextmanager
    def transaction(self) -> Iterator[None]:
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")

    def close(self) -> None:
        self._database.close()

    def _rewrapped(
        self, rows: Sequence[tuple[str, bytes, bytes, int, bytes]], current: int
    ) -> Iterator[tuple[bytes, str, bytes, bytes]]:
        for kind, tenant, raw_name, epoch, wrapped in rows:
            name = KeyName(kind, UUID(bytes=tenant), raw_name)
            key = self._unwrap(name, epoch, wrapped)
            yield self._wrap(name, current, key), kind, tenant, raw_name

    def _wrap(self, name: KeyName, epoch: int, key: bytes) -> bytes:
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._cipher(epoch).encrypt(nonce, key, name.associated_data(epoch))

    def _unwrap(self, name: KeyName, epoch: int, wrapped: bytes) -> bytes:
        nonce, sealed = wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:]
        return self._cipher(epoch).decrypt(nonce, sealed, name.associated_data(epoch))

    def _cipher(self, epoch: int) -> AESGCM:
        if epoch not in self._epoch_keys:
            self._epoch_keys[epoch] = AESGCM(self._root.load(epoch))
        return self._epoch_keys[epoch]
