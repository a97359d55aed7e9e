"""Folders on the disk that the tests' state lies on, and on another of this machine's."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

from sotto.lib.disks import is_same

_DISKS = (Path("/dev/shm"), Path("/var/tmp"))  # noqa: S108 -- one of them is not the state's.


@contextmanager
def same_disk() -> Iterator[Path]:
    with TemporaryDirectory(dir=settings.SOTTO.state_dir) as folder:
        yield Path(folder)


@contextmanager
def another_disk() -> Iterator[Path]:
    place = next(one for one in _DISKS if not is_same(one, settings.SOTTO.state_dir))
    with TemporaryDirectory(dir=place) as folder:
        yield Path(folder)
