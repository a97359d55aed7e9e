"""Verbs: keep the register, record what goes out, tell what becomes of it, note answers."""

from sotto.trust.recipients.services.answering import answer_by_link, note_answer, notice_of_link
from sotto.trust.recipients.services.bequeathing import bequeath, give_up, is_settled, release
from sotto.trust.recipients.services.delivering import deliver_due, try_recipient
from sotto.trust.recipients.services.errors import (
    AddressRefused,
    CountryRefused,
    LinkSpent,
    NameMissing,
    NoMailServer,
    NoticeUnknown,
    RecipientEnded,
    RecipientRefused,
    RecipientUnknown,
)
from sotto.trust.recipients.services.registering import add_recipient, end_recipient, new_secret
from sotto.trust.recipients.services.telling import tell
from sotto.trust.recipients.services.transferring import record_transfer

__all__ = [
    "AddressRefused",
    "CountryRefused",
    "LinkSpent",
    "NameMissing",
    "NoMailServer",
    "NoticeUnknown",
    "RecipientEnded",
    "RecipientRefused",
    "RecipientUnknown",
    "add_recipient",
    "answer_by_link",
    "bequeath",
    "deliver_due",
    "end_recipient",
    "give_up",
    "is_settled",
    "new_secret",
    "note_answer",
    "notice_of_link",
    "record_transfer",
    "release",
    "tell",
    "try_recipient",
]
