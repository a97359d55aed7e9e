"""Root providers: who keeps the epoch keys under which everything else is wrapped.

A provider must be able to destroy one epoch's key alone, for ever: that is what makes an old copy
of the key store worthless.
"""

import os
import secrets
from pathlib import Path
from typing import Protocol

KEY_BYTES = 32


class RootProvider(Protocol):
    """Keeps epoch keys by number, and forgets them when told."""

    def create(self, epoch: int) -> bytes: ...

    def load(self, epoch: int) -> bytes: ...

    def destroy(self, epoch: int) -> None: ...

    def epochs(self) -> list[int]: ...


class FileRoot:
    """Epoch keys in files, readable by the keyring's user only.

    Weak, and said to be: whoever copies the disk, a snapshot included, copies the key. PKCS#11,
    TPM and Vault providers take its place.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def create(self, epoch: int) -> bytes:
        """Make and keep the key of an epoch; one that a crash left behind is taken up again."""
        path = self._path(epoch)
        if path.exists() and path.stat().st_size == KEY_BYTES:
            return path.read_bytes()
        key = secrets.token_bytes(KEY_BYTES)
        unfinished = path.with_suffix(".new")
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(key)
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(path)
        self._sync_folder()
        return key

    def load(self, epoch: int) -> bytes:
        return self._path(epoch).read_bytes()

    def destroy(self, epoch: int) -> None:
        """Overwrite, then remove. On flash and copying file systems the overwrite may miss."""
        path = self._path(epoch)
        if not path.exists():
            return
        with path.open("r+b") as file:
            file.write(bytes(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
        self._sync_folder()

    def epochs(self) -> list[int]:
        return sorted(int(path.stem) for path in self._folder.glob("*.key"))

    def _path(self, epoch: int) -> Path:
        return self._folder / f"{epoch:08d}.key"

    def _sync_folder(self) -> None:
        descriptor = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
