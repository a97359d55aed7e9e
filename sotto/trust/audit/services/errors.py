"""What the trail refuses."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from sotto.web.errors import Refused


class AuditRefused(Refused):
    """The family."""


class TrailDamaged(AuditRefused):
    """What lies on the disk is not what was signed: nothing more is signed upon it."""

    status = 409
    text = _("The audit trail does not fit its last checkpoint. Verify it: that says where.")

    def __init__(self, tenant: UUID, where: str) -> None:
        super().__init__()
        self.tenant = tenant
        self.where = where  # A fixed word or a file's name.


class EntryUnknown(AuditRefused):
    status = 404
    text = _("There is no such entry in the audit trail.")


class NotProvenYet(AuditRefused):
    status = 409
    text = _("This entry is not under a checkpoint yet. Try again in a few seconds.")


class WitnessUnreadable(AuditRefused):
    status = 409
    text = _("The witness folder can't be read.")


class NothingSigned(AuditRefused):
    status = 409
    text = _(
        "The newest signed checkpoint is lost here, and no witness has it: nothing was replaced. "
        "Name the witness, or put back the file `checkpoint` of this trail."
    )


class RowsDiffer(AuditRefused):
    status = 409
    text = _(
        "The rows of the database do not give what was signed: nothing was replaced. Verify the "
        "trail: that says where."
    )


class HashesLost(AuditRefused):
    status = 409
    text = _(
        "Hashes of entries that were pruned are lost, or rows were changed: nothing was replaced. "
        "Put back the folder `tile/0` of this trail from a backup, and try again."
    )
