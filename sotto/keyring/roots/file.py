"""Root keys in files: weak, and said to be."""

import os
import secrets
from collections.abc import Sequence
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sotto.keyring.files import replica_is_there
from sotto.keyring.problems import EpochKeyMissing
from sotto.keyring.roots.provider import KEY_BYTES
from sotto.lib import disks

_NONCE_BYTES = 12


class FileRoot:
    """A file for each epoch, readable by the keyring's user only; the same in each folder.

    Weak: whoever copies the disk, a snapshot included, copies the key, and overwriting does not
    reach what a flash disk or a copying file system kept. PKCS#11 and Vault are better.
    """

    kind = "file"

    def __init__(self, *folders: Path) -> None:
        """The first is read; more of them are for a replica of the store on another disk."""
        self._folders: Sequence[Path] = folders
        for folder in self._present():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for epoch in self.epochs():
            self._spread(epoch, self._key(epoch))

    def create(self, epoch: int) -> None:
        try:
            key = self._key(epoch)
        except EpochKeyMissing:
            key = secrets.token_bytes(KEY_BYTES)
        self._spread(epoch, key)

    def wrap(self, epoch: int, key: bytes, *, bound_to: bytes) -> bytes:
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + AESGCM(self._key(epoch)).encrypt(nonce, key, bound_to)

    def unwrap(self, epoch: int, wrapped: bytes, *, bound_to: bytes) -> bytes:
        """Empty: a store of the first version, whose epoch key was the file itself."""
        root = self._key(epoch)
        if not wrapped:
            return root
        try:
            return AESGCM(root).decrypt(wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:], bound_to)
        except (InvalidTag, ValueError):
            raise EpochKeyMissing from None

    def destroy(self, epoch: int) -> None:
        """Overwrite, then remove. On flash and copying file systems the overwrite may miss."""
        for folder in reversed(self._folders):  # The first last: until then it can be repeated.
            path = _path(folder, epoch)
            if path.exists():
                with path.open("r+b") as file:
                    file.write(bytes(KEY_BYTES))
                    file.flush()
                    os.fsync(file.fileno())
                path.unlink()
                disks.sync(folder)

    def epochs(self) -> list[int]:
        return sorted({int(one.stem) for folder in self._folders for one in folder.glob("*.key")})

    def close(self) -> None:
        """Nothing is kept open."""

    def _key(self, epoch: int) -> bytes:
        for folder in self._folders:
            path = _path(folder, epoch)
            if path.exists() and path.stat().st_size == KEY_BYTES:
                return path.read_bytes()
        raise EpochKeyMissing

    def _present(self) -> list[Path]:
        """Not the place where the replica's disk should be: it is written to like any folder."""
        first, *more = self._folders
        return [first, *(one for one in more if replica_is_there(one.parent, first.parent))]

    def _spread(self, epoch: int, key: bytes) -> None:
        for folder in self._present():
            path = _path(folder, epoch)
            if not path.exists() or path.stat().st_size != KEY_BYTES:
                _write(path, key)


def _path(folder: Path, epoch: int) -> Path:
    return folder / f"{epoch:08d}.key"


def _write(path: Path, key: bytes) -> None:
    """Never half."""
    unfinished = path.with_suffix(".new")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(path)
    disks.sync(path.parent)
