"""Is it really the other disk that a folder lies on, or the empty place where it should be?

An unmounted disk leaves a folder that is written to like any. So at first use the disk gets a file
with a random word, which is remembered elsewhere too; a folder without it is not that disk.
"""

import os
import secrets
from pathlib import Path

MARK = ".sotto-disk"


def is_there(folder: Path, remembered: Path) -> bool:
    """Whether the disk is in its place. True where nothing was remembered: it was never set up."""
    word = _word(remembered)
    return not word or _word(folder / MARK) == word


def remember(folder: Path, remembered: Path) -> None:
    """Mark a folder that exists, once. One that was marked for another installation stays so."""
    word = _word(folder / MARK) or secrets.token_hex(16)
    for path in (folder / MARK, remembered):
        if _word(path) != word:
            path.write_text(f"{word}\n")
            path.chmod(0o644)
            sync(path)


def is_same(one: Path, other: Path) -> bool:
    """Whether two folders lie on one file system; of what is not there yet, where it would lie."""
    return _device(one) == _device(other)


def _device(path: Path) -> int:
    while not path.exists():
        path = path.parent
    return path.stat().st_dev


def _word(path: Path) -> str:
    try:
        return path.read_text().strip()
    except (OSError, UnicodeDecodeError):
        return ""


def sync(path: Path) -> None:
    """What was renamed or made in a folder, or written to a file, is durable after this."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
