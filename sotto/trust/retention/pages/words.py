"""What classes and choices are called on a page."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sotto.personal_data.vocabulary import Retention
from sotto.trust.retention.rules import AtWriting

CLASSES: Mapping[str, str | Promise] = {
    "call detail": _("Call detail"),
    "voice mail": _("Voice mail"),
    "audit trail": _("Audit trail"),
    "requests of data subjects": _("Requests of data subjects"),
    "recording": _("Recordings"),
}
OUTSIDE: Mapping[AtWriting, str | Promise] = {
    AtWriting.FULL: _("The whole number"),
    AtWriting.MASKED: _("The number without its last digits"),
    AtWriting.DROPPED: _("That there was a call, and no number"),
    AtWriting.NONE: _("Nothing"),
}
INSIDE: Mapping[AtWriting, str | Promise] = {
    AtWriting.FULL: _("Who called whom"),
    AtWriting.NONE: _("Nothing"),
}


def name_of(retention: Retention) -> str | Promise:
    """A class that a room brought may not have a word here yet."""
    return CLASSES.get(retention.name, retention.name)
