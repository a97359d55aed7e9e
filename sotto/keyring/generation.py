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
