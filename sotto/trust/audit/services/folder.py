"""The files of a trail, and those that a witness keeps of it."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.conf import settings

from sotto.lib import disks
from sotto.lib.signed_note import Checkpoint
from sotto.trust.audit.rules.claims import PRUNED

_ROOT_DIGITS = 16


@dataclass(frozen=True)
class Folder:
    """Files under one folder, read and replaced whole."""

    path: Path

    def read(self, name: str) -> bytes | None:
        try:
            return (self.path / name).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None

    def names(self) -> Iterator[str]:
        """Relative; what is being written is left out."""
        for folder, _, names in os.walk(self.path):
            for name in names:
                if not name.startswith("."):
                    yield str((Path(folder) / name).relative_to(self.path))

    def write(self, name: str, raw: bytes) -> None:
        """Durably, and never seen half."""
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
        fresh = path.with_name(f".{path.name}")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o640)
        with os.fdopen(descriptor, "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)

    def add(self, name: str, raw: bytes) -> None:
        """For ever: what stands there under this name is not written over."""
        path = self.path / name
        if path.exists():
            return
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
        fresh = path.with_name(f".{path.name}")
        with fresh.open("wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        fresh.rename(path)
        self.settle(path.parent)

    def delete(self, name: str) -> None:
        (self.path / name).unlink(missing_ok=True)

    def delete_partial(self, name: str) -> None:
        """The partial tiles of one tile."""
        shutil.rmtree(self.path / f"{name}.p", ignore_errors=True)

    def settle(self, folder: Path | None = None) -> None:
        """Make the names in it durable as well."""
        descriptor = os.open(folder or self.path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def folder_of(tenant: UUID) -> Folder:
    path: Path = settings.SOTTO.audit_dir
    return Folder(path / str(tenant))


def witness_of(tenant: UUID) -> Folder | None:
    """None when the settings name no witness."""
    path: Path | None = settings.SOTTO.witness_dir
    return None if path is None else Folder(path / str(tenant))


def witness_is_there() -> bool:
    """Whether its disk is mounted. Nothing is written to the empty place where it should be."""
    path: Path | None = settings.SOTTO.witness_dir
    return path is not None and disks.is_there(path, settings.SOTTO.witness_mark)


def witness_name(checkpoint: Checkpoint) -> str:
    """By size and root, so that two truths about one size stand side by side."""
    return f"{_groups(checkpoint.size)}-{checkpoint.root.hex()[:_ROOT_DIGITS]}"


def pruned_name(first: int) -> str:
    return f"{PRUNED}-{first:012}"


def newest_witnessed(folder: Folder) -> str | None:
    """The name of the largest checkpoint that a witness has."""
    here = folder.path
    while True:
        try:
            found = max(one.name for one in here.iterdir() if one.name[:1].isdigit() or _is_x(one))
        except (OSError, ValueError):
            return None
        here /= found
        if not found.startswith("x"):
            return str(here.relative_to(folder.path))


def _is_x(path: Path) -> bool:
    return path.name.startswith("x")


def _groups(size: int) -> str:
    """12345 → x000/x000/x012/345: as wide as ever, so that names are in order."""
    digits = f"{size:012}"
    return "/".join((f"x{digits[:3]}", f"x{digits[3:6]}", f"x{digits[6:9]}", digits[9:]))
