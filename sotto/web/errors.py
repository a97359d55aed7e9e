"""Refusals: what a service says when it won't. Mapped to HTTP and to exit codes once, here."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """Expected, and no fault of the program. `text` is plain and names no one."""

    status = 400
    text: str | Promise = _("That is not possible.")

    def __init__(self, *ids: object) -> None:
        super().__init__(*(str(one) for one in ids))
