"""Verbs of voice mail, a file each for mailboxes, greetings, depositing and listening."""

from sotto.features.voicemail.services.depositing import (
    Caller,
    Recording,
    abandon_message,
    begin_message,
    finish_message,
    salvage_unfinished,
)
from sotto.features.voicemail.services.errors import (
    GreetingNotAudio,
    MailboxFull,
    MailboxUnknown,
    MessageUnknown,
    MessageUnreadable,
    NoRoomForAudio,
    OwnPeriodRefused,
    PinRefused,
)
from sotto.features.voicemail.services.greetings import (
    greeting_of,
    remove_greeting,
    set_greeting,
)
from sotto.features.voicemail.services.keeping import choose_own_period, forget_by_choice
from sotto.features.voicemail.services.listening import (
    delete_message,
    listen,
    listen_as_wav,
    mark_heard,
    reveal_callers,
)
from sotto.features.voicemail.services.mailboxes import (
    check_pin,
    close_mailbox,
    issue_pin,
    open_mailbox,
    set_pin,
)

__all__ = [
    "Caller",
    "GreetingNotAudio",
    "MailboxFull",
    "MailboxUnknown",
    "MessageUnknown",
    "MessageUnreadable",
    "NoRoomForAudio",
    "OwnPeriodRefused",
    "PinRefused",
    "Recording",
    "abandon_message",
    "begin_message",
    "check_pin",
    "choose_own_period",
    "close_mailbox",
    "delete_message",
    "finish_message",
    "forget_by_choice",
    "greeting_of",
    "issue_pin",
    "listen",
    "listen_as_wav",
    "mark_heard",
    "open_mailbox",
    "remove_greeting",
    "reveal_callers",
    "salvage_unfinished",
    "set_greeting",
    "set_pin",
]
