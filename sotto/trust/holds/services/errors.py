"""What holds refuse."""

from django.utils.translation import gettext_lazy as _

from sotto.web.errors import Refused


class HoldRefused(Refused):
    """The family."""


class HoldUnknown(HoldRefused):
    status = 404
    text = _("There is no such legal hold.")


class SomebodyElseMust(HoldRefused):
    """Placing and lifting take two people each."""

    status = 403
    text = _("Somebody else has to approve this: a legal hold takes two people.")


class ReasonMissing(HoldRefused):
    status = 422
    text = _("Say why, in 1 to 2000 characters: it is sealed, and only officers read it.")


class RangeRefused(HoldRefused):
    status = 422
    text = _("The first month of a hold comes before its last.")


class ReviewRefused(HoldRefused):
    status = 422
    text = _("A hold is looked at again on a day within the next two years.")


class ClassUnknown(HoldRefused):
    status = 422
    text = _("There is no such class of data.")


class AlreadyErased(HoldRefused):
    """Nothing is left that could be kept."""

    status = 409
    text = _("This person is being erased for good, or has been: nothing can be held any more.")


class NotWaiting(HoldRefused):
    """Approved, lifted, or never asked to be lifted."""

    status = 409
    text = _("This hold does not wait for that. Nothing was changed.")


class NotInForce(HoldRefused):
    """Only what stands is shown."""

    status = 409
    text = _("This hold does not stand: it was not approved yet, or was lifted. It keeps nothing.")
