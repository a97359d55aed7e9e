"""Verbs: open, confirm identity, extend, grant, refuse, correct, deliver, close; remind."""

from sotto.trust.requests.services.addressing import name_address, remove_address
from sotto.trust.requests.services.deciding import complaint_note, grant, refuse, withdraw
from sotto.trust.requests.services.delivering import fetch, hand_over, new_password, offer
from sotto.trust.requests.services.errors import (
    DoubtMissing,
    DryRunMissing,
    EmailRefused,
    ErasureWaits,
    FieldUnknown,
    GroundRefused,
    IdentityMissing,
    NoOfficer,
    NothingOffered,
    NotNow,
    PasswordTooShort,
    PurposeMissing,
    ReceivedLater,
    RequestUnknown,
    SubjectGone,
    TextMissing,
    TooLateToExtend,
    TooLong,
)
from sotto.trust.requests.services.mailing import mail_reminders
from sotto.trust.requests.services.opening import Intake, open_request
from sotto.trust.requests.services.rectifying import (
    Rectifier,
    correct,
    fields_of,
    register_rectifier,
)
from sotto.trust.requests.services.reminding import remind
from sotto.trust.requests.services.steps import (
    ask_identity,
    close,
    confirm_by_code,
    confirm_identity,
    extend,
    note_delivered,
    note_receipt,
)

__all__ = [
    "DoubtMissing",
    "DryRunMissing",
    "EmailRefused",
    "ErasureWaits",
    "FieldUnknown",
    "GroundRefused",
    "IdentityMissing",
    "Intake",
    "NoOfficer",
    "NotNow",
    "NothingOffered",
    "PasswordTooShort",
    "PurposeMissing",
    "ReceivedLater",
    "Rectifier",
    "RequestUnknown",
    "SubjectGone",
    "TextMissing",
    "TooLateToExtend",
    "TooLong",
    "ask_identity",
    "close",
    "complaint_note",
    "confirm_by_code",
    "confirm_identity",
    "correct",
    "extend",
    "fetch",
    "fields_of",
    "grant",
    "hand_over",
    "mail_reminders",
    "name_address",
    "new_password",
    "note_delivered",
    "note_receipt",
    "offer",
    "open_request",
    "refuse",
    "register_rectifier",
    "remind",
    "remove_address",
    "withdraw",
]
