"""Backups of the key store, inside age: made by the keyring, so that no key leaves it in the clear.

A backup opens while its epoch's root key lives: two epochs. With an escrow the epochs' keys are
inside as well: it opens for as long as it is kept, and the erased since with it, until it is
replaced. That is said wherever one is made.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyrage

from sotto.keyring.problems import BackupDamaged, BackupLocked

_MAGIC = b"sotto keyring backup 1\n"
OUTGOING = "outgoing.age"


@dataclass(frozen=True, slots=True)
class Head:
    """escrow: the epochs' keys by number; empty without one."""

    made_at: str
    epoch: int
    sha256: str
    escrow: dict[int, bytes]


@dataclass(frozen=True, slots=True)
class Lock:
    """Public age keys (`age1…`), or else a password: that takes seconds, on purpose."""

    recipients: Sequence[str] = ()
    password: str = ""

    def check(self) -> None:
        """Raises ValueError when there is neither, or a key that is none."""
        if not self.recipients and not self.password:
            raise ValueError
        for one in self.recipients:
            _recipient(one)

    def encrypt(self, clear: bytes) -> bytes:
        if self.recipients:
            return bytes(pyrage.encrypt(clear, [_recipient(one) for one in self.recipients]))
        return bytes(pyrage.passphrase.encrypt(clear, self.password))


@dataclass(frozen=True, slots=True)
class Opener:
    """Private age keys (`AGE-SECRET-KEY-1…`), or else a password."""

    identities: Sequence[str] = ()
    password: str = ""

    def decrypt(self, sealed: bytes) -> bytes:
        """Raises BackupLocked."""
        try:
            if self.identities:
                keys = [pyrage.x25519.Identity.from_str(one) for one in self.identities]
                return bytes(pyrage.decrypt(sealed, keys))
            return bytes(pyrage.passphrase.decrypt(sealed, self.password))
        except (pyrage.DecryptError, pyrage.IdentityError):
            raise BackupLocked from None


def pack(store: bytes, *, made_at: str, epoch: int, escrow: dict[int, bytes]) -> bytes:
    """What is encrypted. store: a whole key store file."""
    head: dict[str, Any] = {  # Any: JSON
        "made_at": made_at,
        "epoch": epoch,
        "sha256": hashlib.sha256(store).hexdigest(),
        "escrow": {str(number): key.hex() for number, key in escrow.items()},
    }
    return _MAGIC + json.dumps(head).encode() + b"\n" + store


def unpack(clear: bytes) -> tuple[Head, bytes]:
    """Its head and the store. Raises BackupDamaged."""
    if not clear.startswith(_MAGIC):
        raise BackupDamaged
    line, _, store = clear[len(_MAGIC) :].partition(b"\n")
    try:
        head = json.loads(line)
        escrow = {int(number): bytes.fromhex(key) for number, key in head["escrow"].items()}
        found = Head(head["made_at"], int(head["epoch"]), head["sha256"], escrow)
    except (ValueError, KeyError, AttributeError, TypeError):
        raise BackupDamaged from None
    if hashlib.sha256(store).hexdigest() != found.sha256:
        raise BackupDamaged
    return found, store


def file_name(made_at: str, epoch: int, *, escrow: bool) -> str:
    """Says when, in which epoch, and whether it opens for good."""
    moment = made_at[:19].replace("-", "").replace(":", "")
    return f"keyring-{moment}-{epoch:08d}{'-escrow' if escrow else ''}.age"


def outdated(folder: Path, *, epoch: int) -> list[Path]:
    """Backups of epochs before the last: dead, or, with an escrow, better dead."""
    found = []
    for path in sorted(folder.glob("keyring-*-*.age")):
        number = path.stem.removesuffix("-escrow").rpartition("-")[2]
        if number.isdecimal() and int(number) <= epoch - 2:
            found.append(path)
    return found


def _recipient(text: str) -> Any:  # Any: pyrage has no types
    try:
        return pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError:
        raise ValueError from None
