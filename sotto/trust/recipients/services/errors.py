"""What the register refuses."""

from django.utils.translation import gettext_lazy as _

from sotto.web.errors import Refused


class RecipientRefused(Refused):
    """The family."""


class RecipientUnknown(RecipientRefused):
    status = 404
    text = _("There is no such recipient.")


class NoticeUnknown(RecipientRefused):
    status = 404
    text = _("There is no such notice.")


class NameMissing(RecipientRefused):
    status = 422
    text = _("Say who gets the data, and what for, in 1 to 200 characters each.")


class AddressRefused(RecipientRefused):
    status = 422
    text = _("By e-mail takes an address like privacy@example.org, a webhook one with https://.")


class CountryRefused(RecipientRefused):
    status = 422
    text = _("A country is given by two letters, like DE or FR (ISO 3166-1).")


class RecipientEnded(RecipientRefused):
    status = 409
    text = _("Nothing goes to this recipient any more: it was ended.")


class NoMailServer(RecipientRefused):
    status = 409
    text = _("No mail server is set: name it in sotto.toml (mail_host), or tell by hand.")


class LinkSpent(RecipientRefused):
    status = 404
    text = _("This link was used, or is none of ours. Nothing more is needed from you.")
