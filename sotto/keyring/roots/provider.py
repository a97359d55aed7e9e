"""What every root provider does: wrap and unwrap an epoch's key, and forget an epoch for ever.

A provider keeps one root key for each epoch and must be able to destroy it alone: that is what
makes an old copy of the key store worthless. The epoch's key itself is wrapped by it and lies in
the store; unwrapped it is in the keyring's memory only.
"""

from pathlib import Path
from typing import Protocol

from sotto.keyring.problems import RootMissing, SecretExposed

KEY_BYTES = 32


class RootProvider(Protocol):
    """Root keys by epoch. One thread only.

    Each may raise RootAway, RootRefused; `unwrap` raises EpochKeyMissing.
    """

    kind: str

    def create(self, epoch: int) -> None:
        """Make the root key of an epoch; one that a crash left behind is taken up again."""

    def wrap(self, epoch: int, key: bytes, *, bound_to: bytes) -> bytes:
        """Seal an epoch's key, to be opened with the same `bound_to` only."""

    def unwrap(self, epoch: int, wrapped: bytes, *, bound_to: bytes) -> bytes: ...

    def destroy(self, epoch: int) -> None:
        """For ever; one that is gone already is no error."""

    def epochs(self) -> list[int]:
        """Those that have a root key, oldest first."""

    def close(self) -> None: ...


def read_secret(file: Path) -> str:
    """From a file that is the keyring's alone. Raises RootMissing, SecretExposed."""
    try:
        if file.stat().st_mode & 0o077:
            raise SecretExposed
        return file.read_text().strip()
    except (OSError, UnicodeDecodeError):
        raise RootMissing from None
