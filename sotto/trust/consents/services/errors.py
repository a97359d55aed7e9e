"""The refusals of consents."""

from django.utils.translation import gettext_lazy as _

from sotto.web.errors import Refused


class PurposeUnknown(Refused):
    status = 404
    text = _("Nobody is asked about this purpose, and nobody can object to it.")


class NotConsented(Refused):
    status = 409
    text = _("There is no consent to this purpose that could be withdrawn.")


class AlreadyObjected(Refused):
    status = 409
    text = _("An objection to this purpose stands already.")


class NoObjection(Refused):
    status = 409
    text = _("There is no such objection, or it no longer stands.")


class ReasonMissing(Refused):
    status = 422
    text = _("Say why, in at most 4000 characters.")


class AlreadyRestricted(Refused):
    status = 409
    text = _("This person's data is restricted already.")


class NotRestricted(Refused):
    status = 409
    text = _("This person's data is not restricted.")


class NotToldYet(Refused):
    """Art. 18(3)."""

    status = 409
    text = _("Tell the person first that the restriction is going to be lifted, and record it.")
