"""The directory's refusals."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sotto.features.directory.rules import Fault
from sotto.web.errors import Refused


class PersonRefused(Refused):
    """The data of a person is not as it must be; `text` says what was expected."""

    status = 422

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.field)
        self.text = fault.expected

    text: str | Promise


class NumberTaken(Refused):
    status = 409
    text = _("This extension belongs to somebody already. Choose another.")


class PersonUnknown(Refused):
    status = 404
    text = _("There is nobody with this extension.")


class DeviceUnknown(Refused):
    status = 404
    text = _("There is no such device.")
