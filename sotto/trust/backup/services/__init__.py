"""Verbs of backup: make, check, restore, drill; by the clock."""

from sotto.trust.backup.services.check import Checked, check_backup
from sotto.trust.backup.services.errors import (
    BackupDamaged,
    BackupRefused,
    DrillRuns,
    FileExists,
    ForeignBackup,
    LedgerRefused,
    NewerBackup,
    NoKeyGiven,
    NoRoom,
    NotABackup,
    NotAnAgeKey,
    NothingToConfirm,
    NotYetConfirmed,
    SystemRuns,
    WeakPassword,
    WrongKeyGiven,
)
from sotto.trust.backup.services.keys import keys, locks, new_identity
from sotto.trust.backup.services.make import Made, write_backup
from sotto.trust.backup.services.restore import (
    Outcome,
    Wish,
    confirm_restore,
    restore_backup,
    undo_restore,
)

__all__ = [
    "BackupDamaged",
    "BackupRefused",
    "Checked",
    "DrillRuns",
    "FileExists",
    "ForeignBackup",
    "LedgerRefused",
    "Made",
    "NewerBackup",
    "NoKeyGiven",
    "NoRoom",
    "NotABackup",
    "NotAnAgeKey",
    "NotYetConfirmed",
    "NothingToConfirm",
    "Outcome",
    "SystemRuns",
    "WeakPassword",
    "Wish",
    "WrongKeyGiven",
    "check_backup",
    "confirm_restore",
    "keys",
    "locks",
    "new_identity",
    "restore_backup",
    "undo_restore",
    "write_backup",
]
