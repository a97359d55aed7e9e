"""Which purposes need a consent: rooms declare them when they start."""

from sotto.personal_data.vocabulary import Purpose
from sotto.trust.consents.rules import Consentable
from sotto.trust.consents.services.errors import PurposeUnknown

_declared: dict[Purpose, Consentable] = {}


def declare(consentable: Consentable) -> None:
    """Called by a room's app config; a second time changes nothing."""
    _declared[consentable.purpose] = consentable


def consentables() -> list[Consentable]:
    return list(_declared.values())


def consentable_for(purpose: Purpose) -> Consentable:
    """Raises PurposeUnknown."""
    if purpose not in _declared:
        raise PurposeUnknown
    return _declared[purpose]


def needs_consent(purpose: Purpose) -> bool:
    return purpose in _declared
