"""Recipients and what they are told: words, and when to try again. Pure.

Art. 19 GDPR: whoever was given somebody's data is told of a rectification, an erasure or a
restriction, unless that is impossible or out of all proportion.
"""

import re
from datetime import datetime, timedelta
from enum import StrEnum


class Channel(StrEnum):
    """How a recipient is told."""

    EMAIL = "email"
    WEBHOOK = "webhook"
    MANUAL = "manual"  # Somebody writes or calls, and notes it.


class Topic(StrEnum):
    """What has happened to somebody's data."""

    ERASURE = "erasure"
    RECTIFICATION = "rectification"
    RESTRICTION = "restriction"
    REMOVAL = "removal"  # Of the customer whose data it was, with everybody in it.


class Answer(StrEnum):
    """What a recipient says it did."""

    DONE = "done"
    NOTHING_KEPT = "nothing kept"
    REFUSED = "refused"


class State(StrEnum):
    """Where a notice stands."""

    WAITING = "waiting"  # To be sent, or to be told by somebody.
    SENT = "sent"
    SILENT = "silent"  # Sent, reminded, and nothing came back.
    IMPOSSIBLE = "impossible"  # The recipient can't be reached that way.
    ANSWERED = "answered"


class Ground(StrEnum):
    """On which ground data was given away (Art. 6(1) GDPR)."""

    CONSENT = "consent"
    CONTRACT = "contract"
    LEGAL_OBLIGATION = "legal obligation"
    VITAL_INTEREST = "vital interest"
    PUBLIC_TASK = "public task"
    LEGITIMATE_INTEREST = "legitimate interest"


LINE_LETTERS = 200
REMIND_AFTER = timedelta(days=7)
REMINDERS = 3
_PAUSES = tuple(timedelta(minutes=m) for m in (1, 5, 30, 120, 720))  # Then once a day.
_DAILY = timedelta(days=1)
ESTATE_LIVES = timedelta(days=90)  # Our choice: three reminders, and time for a hand.
_MAIL = re.compile(r"[^@\s<>,;:\"()\[\]\\]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")


def is_mail_address(text: str) -> bool:
    """One bare address (RFC 5321), with nothing in it that could become a header."""
    return len(text) <= LINE_LETTERS and _MAIL.fullmatch(text) is not None


def next_attempt(attempts: int, *, now: datetime) -> datetime:
    """When to try again after so many attempts that failed. now: aware."""
    pause = _PAUSES[attempts - 1] if 0 < attempts <= len(_PAUSES) else _DAILY
    return now + pause


def next_reminder(reminders: int, *, now: datetime) -> datetime | None:
    """When to ask again who has not answered; None when that was often enough."""
    return now + REMIND_AFTER if reminders < REMINDERS else None


def state_of(
    *,
    sent_at: datetime | None,
    next_at: datetime | None,
    impossible_at: datetime | None,
    answered_at: datetime | None,
) -> State:
    if answered_at is not None:
        return State.ANSWERED
    if impossible_at is not None:
        return State.IMPOSSIBLE
    if sent_at is None:
        return State.WAITING
    return State.SENT if next_at is not None else State.SILENT
