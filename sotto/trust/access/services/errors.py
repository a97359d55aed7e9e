"""The refusals of access."""

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sotto.web.errors import Refused


class LinkSpent(Refused):
    """Unknown, used or too old: one answer for all three."""

    status = 404
    text = _("This link has been used or is too old. Ask for a new one.")


class NameRefused(Refused):
    status = 422
    text = _("A name to sign in with has 1 to 120 characters, none of them invisible.")


class NameTaken(Refused):
    status = 409
    text = _("Somebody signs in with this name already. Choose another.")


class PasswordRefused(Refused):
    """`text` says what was expected, never what was typed."""

    status = 422
    text: str | Promise

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__()
        self.text = " ".join(reasons)


class AccountUnknown(Refused):
    status = 404
    text = _("There is no such account.")


class LastAdministrator(Refused):
    status = 409
    text = _("Somebody has to administer. Make another administrator first.")


class NotAllowed(Refused):
    status = 403
    text = _("Only administrators may do this.")
