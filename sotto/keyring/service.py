"""What the keyring decides: who may have which key, and that the erased are denied for ever."""

import mmap
import os
import struct
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sotto.keyring.periods import Period
from sotto.keyring.protocol import Destroy, IndexKey, Keys, Tombstone, Wanted
from sotto.keyring.root import KEY_BYTES
from sotto.keyring.store import KeyName, KeyStore

EPOCH_LENGTH = timedelta(hours=12)
REWRAP_AT_ONCE = 2000  # Keys in one transaction: others wait for no longer than that takes.
ERASED, UNKNOWN = "erased", "unknown"

Clock = Callable[[], datetime]


class NotErasedYet(Exception):
    """A key may be destroyed only behind its tombstone."""


class Generation:
    """Eight bytes that every client maps: a count of tombstones. A cache filled before is void."""

    def __init__(self, file: Path, count: int) -> None:
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o644)
        os.fchmod(descriptor, 0o644)
        os.ftruncate(descriptor, 8)
        self._map = mmap.mmap(descriptor, 8)
        os.close(descriptor)
        self.set(count)

    def set(self, count: int) -> None:
        struct.pack_into(">Q", self._map, 0, count)


@dataclass
class KeyService:
    """Answers requests. One thread; `now` gives aware UTC."""

    store: KeyStore
    generation: Generation
    now: Clock = lambda: datetime.now(UTC)

    def __post_init__(self) -> None:
        self._uses: Counter[tuple[str, str, str, str]] = Counter()
        self.generation.set(self.store.tombstones())

    def keys(self, request: Keys) -> list[str]:
        """For each wanted, the data key in hex, or `erased`, or `unknown`."""
        hour = self.now().strftime("%Y-%m-%dT%H")
        self._uses[hour, request.actor, request.purpose, request.field] += len(request.wanted)
        if not request.create:
            return [self._data_key(request.tenant, one, create=False) for one in request.wanted]
        with self.store.transaction():
            return [self._data_key(request.tenant, one, create=True) for one in request.wanted]

    def index_key(self, request: IndexKey) -> str:
        """In hex. Changes only with the tenant's own key."""
        with self.store.transaction():
            key = self._key(KeyName("tenant", request.tenant), create=True)
        return derive(key or b"", b"sotto index key 1").hex()

    def tombstone(self, request: Tombstone) -> bool:
        """Deny at once and durably: the store first, then every cache."""
        is_new = self.store.set_tombstone(
            request.tenant, request.subject, now=self.now().isoformat()
        )
        self.generation.set(self.store.tombstones())
        return is_new

    def destroy(self, request: Destroy) -> bool:
        if not self.store.is_erased(request.tenant, request.subject):
            raise NotErasedYet
        return self.store.destroy(KeyName("subject", request.tenant, request.subject.bytes))

    def epoch_is_over(self) -> bool:
        begun = datetime.fromisoformat(self.store.epoch_begun_at())
        return self.now() - begun >= EPOCH_LENGTH

    def begin_epoch(self) -> int:
        return self.store.begin_epoch(now=self.now().isoformat())

    def rewrap_some(self) -> bool:
        """One step of moving all keys to the current epoch. False when nothing is left to move.

        Idempotent, and taken up at start after a crash: each step is one transaction.
        """
        if self.store.rewrap_some(REWRAP_AT_ONCE):
            return True
        self.store.destroy_old_epochs()
        return False

    def write_uses(self) -> None:
        """Keep the counters of who used keys for what; called now and then, and at the end."""
        uses, self._uses = self._uses, Counter()
        if uses:
            self.store.record_use([(*name, count) for name, count in uses.items()])

    def status(self) -> dict[str, int | str]:
        return {
            "epoch": self.store.epoch(),
            "epoch_begun_at": self.store.epoch_begun_at(),
            "subjects": self.store.count("subject"),
            "periods": self.store.count("period"),
            "tombstones": self.store.tombstones(),
        }

    def _data_key(self, tenant: UUID, wanted: Wanted, *, create: bool) -> str:
        subjects, retention, month = wanted
        period = Period(retention, month)
        names = [KeyName("tenant", tenant), KeyName("period", tenant, period.to_bytes())]
        if any(self.store.is_erased(tenant, subject) for subject in subjects):
            return ERASED
        names += [KeyName("subject", tenant, subject.bytes) for subject in subjects]
        found = [self._key(name, create=create) for name in names]
        present = [key for key in found if key is not None]
        return UNKNOWN if len(present) < len(names) else derive(b"".join(present)).hex()

    def _key(self, name: KeyName, *, create: bool) -> bytes | None:
        key = self.store.find(name)
        return self.store.create(name) if key is None and create else key


def derive(keys: bytes, info: bytes = b"sotto data key 1") -> bytes:
    """The data key of these subjects together in one period (RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(keys)
