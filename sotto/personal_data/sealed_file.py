"""Sealed files: audio and other content, sealed chunk by chunk while it arrives.

`magic 4 | period 3 | chunks`, each chunk `length 4 | nonce 12 | AES-256-GCM ciphertext and tag`.
A chunk's associated data carry its number and whether it is the last (the STREAM construction), so
that chunks can't be dropped, repeated, reordered or cut off unseen; and the file's own name, which
is never given twice, so that an older file of the same row can't be put in its place. No clear byte
touches a disk.
A file that a crash left without its last chunk opens up to where it was sealed, and says so.
"""

import os
import secrets
import struct
from collections.abc import Container, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Self
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

from sotto.keyring.periods import PERIOD_BYTES, Period
from sotto.personal_data import keys
from sotto.personal_data.envelope import (
    NONCE_BYTES,
    EnvelopeDamaged,
    Header,
    associated_data,
)
from sotto.personal_data.fields import SealedFile, period_of, place_of

CHUNK_BYTES = 64 * 1024
_MAGIC, _BEFORE = b"SOT\x02", b"SOT\x01"  # The first was not bound to its name.
_LENGTH = struct.Struct(">I")
_COUNTER = struct.Struct(">Q?")


class SealedBefore(EnvelopeDamaged):
    """By a version before the first release: what was on this system then has to go."""

    text = "It was sealed by a version before the first release, and can't be opened any more."


class SpoolFull(Exception):
    """No room for sealed files. What was being written is removed; nothing else is touched."""


@dataclass(frozen=True, slots=True)
class _Lock:
    """A cipher and what its chunks are bound to."""

    cipher: AESGCM
    bound_to: bytes

    def seal(self, clear: bytes, number: int, *, is_last: bool) -> bytes:
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self.cipher.encrypt(nonce, clear, self._data(number, is_last=is_last))

    def open_(self, sealed: bytes, number: int, *, is_last: bool) -> bytes:
        nonce, rest = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        return self.cipher.decrypt(nonce, rest, self._data(number, is_last=is_last))

    def _data(self, number: int, *, is_last: bool) -> bytes:
        return self.bound_to + _COUNTER.pack(number, is_last)


class SealedWriter:
    """Writes one sealed file. Not thread-safe; `finish` or `abandon` it."""

    def __init__(self, name: UUID, path: Path, lock: _Lock, period: Period) -> None:
        self.name = name
        self._path = path
        self._lock = lock
        self._number = 0
        self._pending = bytearray()
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._file: BinaryIO = os.fdopen(
            os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb", buffering=0
        )
        self._put(_MAGIC + period.to_bytes())

    def write(self, clear: bytes) -> None:
        """Raises SpoolFull; the file is gone then."""
        self._pending += clear
        while len(self._pending) > CHUNK_BYTES:
            self._seal(bytes(self._pending[:CHUNK_BYTES]), is_last=False)
            del self._pending[:CHUNK_BYTES]

    def flush(self) -> None:
        """Seal what is pending now: a crash after this loses nothing before it."""
        if self._pending:
            self._seal(bytes(self._pending), is_last=False)
            self._pending.clear()

    def finish(self) -> None:
        """Seal the last chunk and make the file durable. Raises SpoolFull."""
        self._seal(bytes(self._pending), is_last=True)
        os.fsync(self._file.fileno())
        self._file.close()

    def abandon(self) -> None:
        self._file.close()
        self._path.unlink(missing_ok=True)

    def _seal(self, clear: bytes, *, is_last: bool) -> None:
        sealed = self._lock.seal(clear, self._number, is_last=is_last)
        self._put(_LENGTH.pack(len(sealed)) + sealed)
        self._number += 1

    def _put(self, raw: bytes) -> None:
        view = memoryview(raw)
        try:
            while view:
                view = view[os.write(self._file.fileno(), view) :]
        except OSError:
            self.abandon()
            raise SpoolFull from None


@dataclass
class SealedReader:
    """Iterates a file's clear chunks. `complete` is known after the last one."""

    file: BinaryIO
    lock: _Lock
    complete: bool = False

    def __iter__(self) -> Iterator[bytes]:
        """Raises EnvelopeDamaged."""
        with self.file:
            number, sealed = 0, self._next()
            while sealed is not None:
                following = self._next()
                yield self._open(sealed, number, is_at_end=following is None)
                number, sealed = number + 1, following

    def read(self) -> bytes:
        return b"".join(self)

    def _open(self, sealed: bytes, number: int, *, is_at_end: bool) -> bytes:
        if is_at_end:
            try:
                clear = self.lock.open_(sealed, number, is_last=True)
            except InvalidTag:
                pass  # Unfinished: the writer died before the last chunk.
            else:
                self.complete = True
                return clear
        try:
            return self.lock.open_(sealed, number, is_last=False)
        except InvalidTag:
            raise EnvelopeDamaged from None

    def _next(self) -> bytes | None:
        """The next chunk as it lies there; None at the end, or where a crash cut it short."""
        head = self.file.read(_LENGTH.size)
        if len(head) < _LENGTH.size:
            return None
        (length,) = _LENGTH.unpack(head)
        if length > CHUNK_BYTES + NONCE_BYTES + 16:
            raise EnvelopeDamaged
        sealed = self.file.read(length)
        return sealed if len(sealed) == length else None


@dataclass(frozen=True)
class StoredFile:
    """One sealed-file column of one row."""

    row: models.Model
    column: SealedFile

    @classmethod
    def of(cls, row: models.Model, name: str) -> Self:
        column = row._meta.get_field(name)
        if not isinstance(column, SealedFile):
            raise TypeError(f"{name} is no sealed file")
        return cls(row, column)

    def create(self) -> SealedWriter:
        """Begin a file and put its name into the row, which the caller saves.

        Raises SubjectErased, SpoolFull, KeyringUnavailable.
        """
        name = uuid4()
        setattr(self.row, self.column.attname, name)
        period = period_of(self.row)
        lock = self._lock(period)  # Of the name that the row has now.
        return SealedWriter(name, path_of(self.row.tenant_id, name), lock, period)  # type: ignore[attr-defined]

    @property
    def path(self) -> Path | None:
        """None when there is no file."""
        name = getattr(self.row, self.column.attname)
        path = None if name is None else path_of(self.row.tenant_id, name)  # type: ignore[attr-defined]
        return path if path is not None and path.exists() else None

    def open_(self) -> SealedReader | None:
        """None when a person it is about has been erased, or there is no file."""
        path = self.path
        if path is None:
            return None
        try:
            return self._reader(path, self._lock(period_in(path), create=False))
        except keys.SubjectErased:
            return None

    def open_with(self, cipher: AESGCM) -> SealedReader | None:
        """By a key that somebody else was given: what a legal hold keeps (`held`)."""
        path = self.path
        if path is None:
            return None
        return self._reader(path, _Lock(cipher, self._bound_to(period_in(path))))

    def _reader(self, path: Path, lock: _Lock) -> SealedReader:
        file = path.open("rb")
        file.seek(len(_MAGIC) + PERIOD_BYTES)
        return SealedReader(file, lock)

    def delete(self) -> bool:
        """Remove the file; the row keeps its name until it is saved or deleted."""
        name = getattr(self.row, self.column.attname)
        if name is None:
            return False
        path = path_of(self.row.tenant_id, name)  # type: ignore[attr-defined]
        existed = path.exists()
        path.unlink(missing_ok=True)
        return existed

    def _lock(self, period: Period, *, create: bool = True) -> _Lock:
        [cipher] = self.column.ciphers([self.row], [period], create=create)
        if cipher is None:
            raise keys.SubjectErased
        return _Lock(cipher, self._bound_to(period))

    def _bound_to(self, period: Period) -> bytes:
        name: UUID = getattr(self.row, self.column.attname)
        place = associated_data(place_of(self.row, self.column), Header(period))
        return place + _MAGIC + name.bytes


def delete_orphans(tenant: UUID, *, wanted: Container[UUID], older_than: float) -> int:
    """Remove files that no row names any more: a crash fell between the row and its file.

    wanted: every name that stands in a row. older_than: seconds since the epoch; a younger file
    may belong to a row that is not committed yet. How many there were.
    """
    removed = 0
    for path in (settings.SOTTO.files_dir / tenant.hex).glob("*/*"):
        if UUID(path.name) not in wanted and path.stat().st_mtime < older_than:
            path.unlink()
            removed += 1
    return removed


def path_of(tenant: UUID, name: UUID) -> Path:
    """Where a sealed file lies."""
    folder: Path = settings.SOTTO.files_dir
    return folder / tenant.hex / name.hex[:2] / name.hex


def period_in(path: Path) -> Period:
    """In which a file was sealed. Raises EnvelopeDamaged, SealedBefore."""
    with path.open("rb") as file:
        head = file.read(len(_MAGIC) + PERIOD_BYTES)
    if head.startswith(_BEFORE):
        raise SealedBefore
    if not head.startswith(_MAGIC) or len(head) < len(_MAGIC) + PERIOD_BYTES:
        raise EnvelopeDamaged
    return Period.from_bytes(head[len(_MAGIC) :])


def is_sealed(path: Path) -> bool:
    """Whether a file begins as sealed files do. Whether it opens, only its row can tell."""
    with path.open("rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC
