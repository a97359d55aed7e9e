"""The drill's work, inside a scratch system: restore all of a backup, and open all of it."""

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from sotto.lib.age import Key
from sotto.trust.backup.rules import Findings
from sotto.trust.backup.services import databases
from sotto.trust.backup.services.check import refuse_foreign
from sotto.trust.backup.services.load import load
from sotto.trust.backup.services.manifest import Manifest
from sotto.trust.backup.services.opening import Opening
from sotto.trust.backup.services.read import Archive, Progress
from sotto.trust.backup.services.replay import Person
from sotto.trust.tenants.services import row_security


def restore_and_open(
    file: BinaryIO,
    keys: Sequence[Key],
    *,
    erased: Collection[Person],
    files: Path,
    progress: Progress = lambda *_: None,
) -> tuple[Manifest, Findings]:
    """erased: by the ledger of the living system. Nobody is erased here, and nothing serves.

    Raises every BackupRefused, KeyringUnavailable.
    """
    archive = Archive(file, keys)
    refuse_foreign(archive.manifest)
    live = databases.live()
    databases.make(live)
    load(archive, database=live, files=files, audit=settings.SOTTO.audit_dir, progress=progress)
    with databases.on(live, role=databases.OWNER):
        row_security.apply()
    return archive.manifest, Opening(archive.manifest, erased, progress).run()
