"""What others may hear of backups."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class BackupMade:
    backup: UUID


@dataclass(frozen=True, slots=True)
class BackupFailed:
    """The one that was due by the clock was not made. `failure`: the kind of what stopped it."""

    backup: UUID
    failure: str


@dataclass(frozen=True, slots=True)
class Restored:
    """The system's rows and files are those of a backup, less whoever was erased since."""

    backup: UUID
