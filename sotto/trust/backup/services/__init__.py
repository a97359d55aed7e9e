"""Verbs of backup: make, check, restore, drill; by the clock."""

from sotto.trust.backup.services.certified import certified_people
from sotto.trust.backup.services.check import Checked, check_backup
from sotto.trust.backup.services.ending import confirm_restore, undo_restore
from sotto.trust.backup.services.errors import (
    BackupDamaged,
    BackupRefused,
    DrillFailed,
    DrillRuns,
    FileExists,
    ForeignBackup,
    ForgedBackup,
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
from sotto.trust.backup.services.noting import note_drill, note_failed, note_made
from sotto.trust.backup.services.place import complete_file
from sotto.trust.backup.services.restore import (
    Outcome,
    Wish,
    restore_backup,
)
from sotto.trust.backup.services.schedule import make_now, make_when_due, remove_oldest

__all__ = [
    "BackupDamaged",
    "BackupRefused",
    "Checked",
    "DrillFailed",
    "DrillRuns",
    "FileExists",
    "ForeignBackup",
    "ForgedBackup",
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
    "certified_people",
    "check_backup",
    "complete_file",
    "confirm_restore",
    "keys",
    "locks",
    "make_now",
    "make_when_due",
    "new_identity",
    "note_drill",
    "note_failed",
    "note_made",
    "remove_oldest",
    "restore_backup",
    "undo_restore",
    "write_backup",
]
