"""What tenants refuse."""

from django.utils.translation import gettext_lazy as _

from sotto.web.errors import Refused


class CountryUnknown(Refused):
    status = 422
    text = _("A country is given by two letters, like DE or FR (ISO 3166-1).")
