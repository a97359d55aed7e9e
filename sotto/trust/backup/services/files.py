"""Files that are restored: whole or not there, and written as the owner of their folder."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from sotto.trust.backup.services.read import Take

_PART = ".part"


@contextmanager
def whole_file(path: Path, *, aside: Path) -> Iterator[Take]:
    """There is all of the file or none of it, under its own name. aside: on the same disk."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = aside / f".{uuid4().hex}{_PART}"
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:

            def take(content: bytes) -> None:
                file.write(content)

            yield take
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


@contextmanager
def as_owner_of(folder: Path) -> Iterator[None]:
    """Root writes as the folder's owner: nothing planted in there can lead root elsewhere."""
    if os.geteuid() != 0:
        yield
        return
    owner = folder.stat()
    os.setegid(owner.st_gid)
    os.seteuid(owner.st_uid)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)


def link_tree(source: Path, to: Path) -> None:
    """The same files under a second name, so that none is gone when the first name is."""
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(source, to, copy_function=os.link, ignore=shutil.ignore_patterns(f"*{_PART}"))


def put_back(source: Path, to: Path) -> None:
    """Every file of `source` that `to` lacks."""
    for path in source.rglob("*"):
        there = to / path.relative_to(source)
        if path.is_dir():
            there.mkdir(parents=True, exist_ok=True, mode=0o700)
        elif not there.exists():
            os.link(path, there)


def remove_parts(folder: Path) -> None:
    """What a restore that was killed left behind."""
    for part in folder.glob(f".*{_PART}"):
        part.unlink(missing_ok=True)
