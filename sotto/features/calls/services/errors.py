"""What calls refuse."""

from django.utils.translation import gettext_lazy as _

from sotto.web.errors import Refused


class CallUnknown(Refused):
    status = 404
    text = _("There is no such call.")


class RevealOver(Refused):
    status = 404
    text = _("This is shown to whoever asked for it, and only for a quarter of an hour.")
