"""The refusals of backup and restore: each says what was expected."""

from django.utils.translation import gettext_lazy as _

from sotto.web.errors import Refused


class BackupRefused(Refused):
    """The family."""

    status = 422


class NotABackup(BackupRefused):
    text = _("This file is no backup of Sotto.")


class WrongKeyGiven(BackupRefused):
    text = _("This password or key does not open the backup. Nothing was changed.")


class BackupDamaged(BackupRefused):
    text = _("The backup is damaged or cut off. Nothing was changed; take another one.")


class ForeignBackup(BackupRefused):
    text = _("This backup belongs to another installation: the keyring here has none of its keys.")


class ForgedBackup(BackupRefused):
    text = _("This backup was altered since it was made, or made by somebody else.")


class NewerBackup(BackupRefused):
    text = _("A newer version of Sotto made this backup. Bring Sotto up to date first.")


class NoRoom(BackupRefused):
    status = 507
    text = _("There is not enough room on the disk. Nothing was changed.")


class WeakPassword(BackupRefused):
    text = _("Choose a password of at least twelve characters, or a public age key.")


class NoKeyGiven(BackupRefused):
    text = _("Say for whom: a public age key (age1…), or a password.")


class NotAnAgeKey(BackupRefused):
    text = _("That is no age key: a public one begins with age1, a secret AGE-SECRET-KEY-1.")


class SystemRuns(BackupRefused):
    status = 409
    text = _("Sotto is running. Stop it first (bin/up --stop), or add --stop.")


class NotYetConfirmed(BackupRefused):
    status = 409
    text = _("The last restore is not confirmed. First: sotto restore --confirm, or --undo.")


class NothingToConfirm(BackupRefused):
    status = 409
    text = _("No restore is waiting to be confirmed.")


class FileExists(BackupRefused):
    status = 409
    text = _("Something of this name is there already. Name a new file, in a folder if need be.")


class DrillRuns(BackupRefused):
    status = 409
    text = _("Another drill is under way. Wait until it ends.")


class DrillFailed(BackupRefused):
    status = 500
    text = _("The drill did not come to its end, so it proves nothing. See `sotto status`.")


class LedgerRefused(BackupRefused):
    text = _("This certificate of erasure is not signed by the keyring here. Nothing was changed.")
