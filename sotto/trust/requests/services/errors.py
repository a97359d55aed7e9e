"""The refusals of requests."""

from django.utils.translation import gettext_lazy as _

from sotto.web.errors import Refused


class RequestUnknown(Refused):
    status = 404
    text = _("There is no such request.")


class ReceivedLater(Refused):
    status = 422
    text = _("A request can't have come after today: that would lengthen its month.")


class TooLong(Refused):
    status = 422
    text = _("A text has at most 4000 characters, a name or address at most 200.")


class TextMissing(Refused):
    status = 422
    text = _("Say it in words: the person has a right to the reasons.")


class DoubtMissing(TextMissing):
    """Art. 12(6)."""

    text = _("Say why you doubt who asks: without reasonable doubt no proof may be asked for.")


class PurposeMissing(Refused):
    status = 422
    text = _("Say to which purpose the person objects.")


class SubjectGone(Refused):
    status = 409
    text = _("This person has been erased: nothing is left to ask for.")


class ErasureWaits(Refused):
    status = 409
    text = _(
        "An erasure of this person waits in its grace: nothing new is stored about it. Cancel it "
        "first, or make the archive without a request (sotto export)."
    )


class EmailRefused(Refused):
    status = 422
    text = _("An e-mail address looks like officer@example.org and has at most 200 characters.")


class NoOfficer(Refused):
    status = 409
    text = _("Reminders go to who answers requests: an officer or an administrator.")


class NotNow(Refused):
    """A step was done before, or needs another one first."""

    status = 409
    text = _("This was done already, or something else must be done first. Nothing was changed.")


class IdentityMissing(Refused):
    status = 409
    text = _("Make sure first who asks, and say how.")


class TooLateToExtend(Refused):
    """Art. 12(3)."""

    status = 409
    text = _("Two months more can be taken once, and only within the first month.")


class GroundRefused(Refused):
    status = 422
    text = _("A request of this kind can't be refused on this ground.")


class DryRunMissing(Refused):
    status = 422
    text = _("Look at the dry run first: an erasure is approved as it was shown.")


class FieldUnknown(Refused):
    status = 404
    text = _("There is no such field that could be put right for this person.")


class NothingOffered(Refused):
    status = 409
    text = _("There is no archive to fetch, or it was fetched, or its time is over.")


class PasswordTooShort(Refused):
    status = 422
    text = _("A password for an archive has at least 20 characters.")
