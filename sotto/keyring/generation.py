"""Eight bytes that every client maps: while they stand still, what it cached may be used.

They are written after a denial is committed and before it is answered. One machine word: a
reader sees the old value or the new one, nothing in between.
"""

import mmap
import os
import struct
from pathlib import Path

_WORD = struct.Struct("@Q")


class Generation:
    """The keyring's side of it."""

    def __init__(self, file: Path) -> None:
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            os.fchmod(descriptor, 0o644)
            os.ftruncate(descriptor, _WORD.size)
            os.posix_fallocate(descriptor, 0, _WORD.size)  # A mapped hole in a full disk kills.
            self._map = mmap.mmap(descriptor, _WORD.size)
        finally:
            os.close(descriptor)

    def get(self) -> int:
        return int(_WORD.unpack_from(self._map)[0])

    def set(self, value: int) -> None:
        _WORD.pack_into(self._map, 0, value)


class GenerationReader:
    """A client's side of it. Raises OSError or ValueError when there is no such file yet."""

    def __init__(self, file: Path) -> None:
        with file.open("rb") as opened:
            self._map = mmap.mmap(opened.fileno(), _WORD.size, access=mmap.ACCESS_READ)

    def get(self) -> int:
        return int(_WORD.unpack_from(self._map)[0])


class Mark:
    """The highest generation that was ever told, on a disk: an older store is known by it."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def get(self) -> int:
        try:
            return int(_WORD.unpack(self._file.read_bytes())[0])
        except (OSError, struct.error):
            return 0

    def raise_to(self, value: int) -> None:
        """Durable when this returns."""
        if value <= self.get():
            return
        descriptor = os.open(self._file, os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            os.pwrite(descriptor, _WORD.pack(value), 0)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
