"""Verbs: declare, ask, give, withdraw; object, overrule; restrict, lift; may."""

from sotto.trust.consents.services.consenting import (
    ask,
    decline,
    give,
    may,
    who_may_be_shown,
    withdraw,
)
from sotto.trust.consents.services.declaring import consentable_for, consentables, declare
from sotto.trust.consents.services.errors import (
    AlreadyObjected,
    AlreadyRestricted,
    NoObjection,
    NotConsented,
    NotRestricted,
    NotToldYet,
    PurposeUnknown,
    ReasonMissing,
)
from sotto.trust.consents.services.objecting import object_to, overrule, retract
from sotto.trust.consents.services.restricting import lift, note_told, restrict
from sotto.trust.consents.services.telling import tell

__all__ = [
    "AlreadyObjected",
    "AlreadyRestricted",
    "NoObjection",
    "NotConsented",
    "NotRestricted",
    "NotToldYet",
    "PurposeUnknown",
    "ReasonMissing",
    "ask",
    "consentable_for",
    "consentables",
    "declare",
    "decline",
    "give",
    "lift",
    "may",
    "note_told",
    "object_to",
    "overrule",
    "restrict",
    "retract",
    "tell",
    "who_may_be_shown",
    "withdraw",
]
