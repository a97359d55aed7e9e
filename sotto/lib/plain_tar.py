"""Tar archives of plain files only, written and read as a stream.

Reading takes POSIX headers of regular files and nothing else: no links, devices, folders, long-name
or extension records (whose sizes an attacker chooses), no compression that could swell. Names are
the caller's to judge; nothing is written anywhere.
"""

import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

BLOCK = 512
AT_ONCE = 1024 * 1024
LONGEST = 8 * 1024**3 - 1  # Bytes of one file: what twelve octal digits can say.


class NotPlainTar(Exception):
    """Not a tar archive of plain files, or one that ends too soon."""


class Readable(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


class Writable(Protocol):
    def write(self, content: bytes, /) -> int: ...


class TooShort(Exception):
    """A file had fewer bytes than were announced."""


@dataclass
class PlainTarWriter:
    file: Writable

    def add(self, name: str, content: bytes) -> None:
        self._head(name, len(content))
        self.file.write(content + bytes(-len(content) % BLOCK))

    def copy(self, name: str, source: Readable, size: int) -> Iterator[bytes]:
        """Yields what it wrote, for digests. Exhaust it. Raises TooShort."""
        self._head(name, size)
        left = size
        while left:
            content = source.read(min(left, AT_ONCE))
            if not content:
                raise TooShort
            self.file.write(content)
            left -= len(content)
            yield content
        self.file.write(bytes(-size % BLOCK))

    def close(self) -> None:
        """Two empty blocks say that nothing is missing."""
        self.file.write(bytes(2 * BLOCK))

    def _head(self, name: str, size: int) -> None:
        head = tarfile.TarInfo(name)
        head.size, head.mode = size, 0o600
        self.file.write(head.tobuf(tarfile.USTAR_FORMAT, "ascii", "strict"))


@dataclass
class Entry:
    """One file; read it before the next is asked for, what is left is skipped."""

    name: str
    size: int
    _file: Readable = field(repr=False)
    _left: int = field(repr=False)

    def chunks(self) -> Iterator[bytes]:
        """Raises NotPlainTar."""
        while self._left:
            content = self._file.read(min(self._left, AT_ONCE))
            if not content:
                raise NotPlainTar
            self._left -= len(content)
            yield content

    def read(self, limit: int) -> bytes:
        """All of it; refused above `limit` bytes. Raises NotPlainTar."""
        if self.size > limit:
            raise NotPlainTar
        return b"".join(self.chunks())


def entries(file: Readable) -> Iterator[Entry]:
    """Every file in order, up to the end of the archive. Raises NotPlainTar."""
    while (head := _exactly(file, BLOCK)) != bytes(BLOCK):
        info = _info(head)
        entry = Entry(info.name, info.size, file, info.size)
        yield entry
        for _ in entry.chunks():
            pass
        _exactly(file, -entry.size % BLOCK)
    if _exactly(file, BLOCK) != bytes(BLOCK) or file.read(1):
        raise NotPlainTar


def _info(head: bytes) -> tarfile.TarInfo:
    try:
        info = tarfile.TarInfo.frombuf(head, "ascii", "strict")
    except (tarfile.HeaderError, ValueError):
        raise NotPlainTar from None
    if info.type != tarfile.REGTYPE or info.linkname or not 0 <= info.size <= LONGEST:
        raise NotPlainTar
    return info


def _exactly(file: Readable, size: int) -> bytes:
    content = file.read(size) if size else b""
    if len(content) < size:
        raise NotPlainTar
    return content
