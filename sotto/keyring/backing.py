"""The keyring makes a backup of itself: the copy at once, the encryption beside other work."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sotto.keyring.backups import OUTGOING, Lock, file_name, pack
from sotto.keyring.database import explained
from sotto.keyring.deed_log import Deed
from sotto.keyring.files import remove
from sotto.keyring.protocol import Backup
from sotto.keyring.refusals import RecipientNotUnderstood
from sotto.keyring.service import KeyService


@dataclass(frozen=True, slots=True)
class Backing:
    service: KeyService

    def begin(self, request: Backup, peer: str) -> Callable[[], dict[str, Any]]:  # Any: JSON
        """Raises RecipientNotUnderstood. What is returned writes the file, and says its name."""
        lock = Lock(request.recipients)
        try:
            lock.check()
        except ValueError:
            raise RecipientNotUnderstood from None
        store, made_at = self.service.store, self.service.clock.now().isoformat()
        escrow = store.epoch_keys() if request.escrow else {}
        detail = "with escrow" if request.escrow else "without escrow"
        with store.database.transaction():
            store.database.set_meta("last_backup", made_at)
            self.service.note(Deed("backup made", actor=request.actor, peer=peer, detail=detail))
        copied = store.database.file.with_name("backup.db")
        try:
            store.database.copy_to(copied)
        except sqlite3.DatabaseError as error:
            remove(copied)
            raise explained(error) from None
        epoch = store.epoch()

        def encrypt() -> dict[str, Any]:
            try:
                packed = pack(copied.read_bytes(), made_at=made_at, epoch=epoch, escrow=escrow)
                _write(copied.with_name(OUTGOING), lock.encrypt(packed))
            finally:
                remove(copied)
            name = file_name(made_at, epoch, escrow=request.escrow)
            return {"name": name, "epoch": epoch, "made_at": made_at}

        return encrypt


def _write(file: Path, raw: bytes) -> None:
    file.unlink(missing_ok=True)
    file.touch(mode=0o600)
    file.write_bytes(raw)
