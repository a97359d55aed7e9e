"""Read a whole backup and keep nothing: is it complete, and is it ours?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from sotto.lib.age import Key
from sotto.trust.backup.services.errors import ForeignBackup
from sotto.trust.backup.services.load import refuse_newer
from sotto.trust.backup.services.manifest import Contents, Manifest
from sotto.trust.backup.services.ownership import own
from sotto.trust.backup.services.read import Archive, Nowhere, Progress


@dataclass(frozen=True)
class Checked:
    manifest: Manifest
    contents: Contents


def check_backup(
    file: BinaryIO, keys: Sequence[Key], *, progress: Progress = lambda *_: None
) -> Checked:
    """Raises every kind of BackupRefused that a file can cause, and KeyringUnavailable."""
    archive = Archive(file, keys)
    refuse_foreign(archive.manifest)
    refuse_newer(archive.manifest)
    return Checked(archive.manifest, archive.read_into(Nowhere(), progress=progress))


def refuse_foreign(manifest: Manifest) -> None:
    """Raises ForeignBackup when no tenant's keys are here, KeyringUnavailable."""
    if manifest.tenants and not own(manifest.id, manifest.tenants):
        raise ForeignBackup
