"""What erasing refuses."""

from django.utils.translation import gettext_lazy as _

from sotto.web.errors import Refused


class ErasureUnknown(Refused):
    status = 404
    text = _("There is no such erasure.")


class PreviewStale(Refused):
    """The dry run that was approved showed less than would be erased now."""

    status = 409
    text = _(
        "More has come to be about this person since the dry run was shown. Look at it again, "
        "then approve what it says now."
    )


class PreviewForeign(Refused):
    status = 422
    text = _("This approval belongs to no dry run of ours. Look at the dry run again.")


class AlreadyFinal(Refused):
    status = 409
    text = _("This erasure is final: its grace is over, and nothing can bring the person back.")


class NotWaiting(Refused):
    """Approved, cancelled or erased before."""

    status = 409
    text = _("This erasure was approved or cancelled before. Nothing was changed.")


class GraceRefused(Refused):
    status = 422
    text = _("A grace has 0 to 90 days.")


class NotCertifiedYet(Refused):
    """Two epochs have to pass, and the audit trail's next checkpoint."""

    status = 409
    text = _(
        "There is no certificate yet: two epochs of the keyring have to pass first, so that no "
        "copy of the keys opens anything."
    )


class ConfirmationWrong(Refused):
    """Removing a customer is confirmed by typing its domain."""

    status = 422
    text = _("That is not the customer's domain. Nothing was removed.")


class HoldsStand(Refused):
    status = 409
    text = _("Legal holds stand on people of this customer: lift them first.")


class RuleRefused(Refused):
    status = 422
    text = _("A rule is: any erases, last erases, or controller decides.")


class NothingToDecide(Refused):
    status = 404
    text = _("Nothing of this id waits for a decision.")
