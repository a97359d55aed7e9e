"""A backup's file is complete or not there, and readable by its owner only."""

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from sotto.trust.backup.services.errors import FileExists

PART = ".part"
Rights = Callable[[], AbstractContextManager[object]]


@contextmanager
def complete_file(path: Path, *, rights: Rights = nullcontext) -> Iterator[BinaryIO]:
    """Written beside, made durable, and only then named. Nothing is written over.

    rights: what is needed to open, name and remove it. Raises FileExists, OSError.
    """
    if not path.name:  # Nothing was said, which is the folder that one is in.
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    part = path.with_name(f".{path.name}.{uuid4().hex[:8]}{PART}")
    with rights():
        if path.exists():
            raise FileExists
        descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        with rights():
            _name(part, path)
    finally:
        with rights():
            part.unlink(missing_ok=True)


def _name(part: Path, path: Path) -> None:
    try:
        os.link(part, path)  # Unlike a rename, it never replaces what came there meanwhile.
    except FileExistsError:
        raise FileExists from None
    part.unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
