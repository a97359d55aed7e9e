"""The clock of a request, its states, and on which grounds it may be refused. Pure.

Art. 12(3), (4), (6) GDPR; months by Regulation 1182/71, Art. 3: a period ends on the same date of
the last month, on its last day where there is none, and on the next working day where that is a
Saturday or Sunday. Public holidays are not counted, which makes a deadline earlier, never later.
"""

from calendar import monthrange
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

MONTHS, MONTHS_EXTENDED = 1, 3
REMINDERS = (14, 20, 27)  # Days that have run; the last day comes on top.
OVERDUE = 0  # Stands for the alarm among the days of reminders.
LINK_DAYS = 7  # For so long an archive may be fetched, once.
LETTERS = 4000
LINE_LETTERS = 200
_SATURDAY = 5


class Kind(StrEnum):
    """What somebody may ask for: Art. 15, 20, 16, 18, 21 and 17 GDPR."""

    ACCESS = "access"
    PORTABILITY = "portability"
    RECTIFICATION = "rectification"
    RESTRICTION = "restriction"
    OBJECTION = "objection"
    ERASURE = "erasure"


class Channel(StrEnum):
    """How a request reached us."""

    PORTAL = "portal"
    TELEPHONE = "telephone"
    LETTER = "letter"
    EMAIL = "e-mail"
    IN_PERSON = "in person"


class Proof(StrEnum):
    """How it was made sure who asks (Art. 12(6)). No copy of a document is kept."""

    SIGNED_IN = "signed in"
    CHALLENGE = "code sent to a known number or address"
    CALLED_BACK = "called back at a known number"
    KNOWN = "known in person"
    DOCUMENT = "document seen, not copied"


# What an officer vouches for; the other two are proved to the system itself.
SEEN_BY_OFFICER = (Proof.CALLED_BACK, Proof.KNOWN, Proof.DOCUMENT)


class State(StrEnum):
    OPEN = "open"
    WAITING = "waiting for identity"
    DECIDED = "decided"
    DELIVERED = "delivered"
    CLOSED = "closed"


class Ground(StrEnum):
    """Why a request may be refused, with its article."""

    UNIDENTIFIED = "not identified (Art. 12(2), 11(2))"
    EXCESSIVE = "manifestly unfounded or excessive (Art. 12(5))"
    RIGHTS_OF_OTHERS = "rights of others (Art. 15(4), 20(4))"
    NOT_PORTABLE = "neither consent nor contract (Art. 20(1))"
    ACCURATE = "the data is accurate (Art. 16)"
    NO_CASE = "none of the four cases (Art. 18(1))"
    COMPELLING = "compelling legitimate grounds (Art. 21(1))"
    LEGAL_OBLIGATION = "legal obligation to keep (Art. 17(3)(b))"
    CLAIMS = "legal claims (Art. 17(3)(e), 21(1))"
    NEEDED = "still needed for its purpose (Art. 17(1))"


_ALWAYS = (Ground.UNIDENTIFIED, Ground.EXCESSIVE)
GROUNDS = {
    Kind.ACCESS: (*_ALWAYS, Ground.RIGHTS_OF_OTHERS),
    Kind.PORTABILITY: (*_ALWAYS, Ground.NOT_PORTABLE, Ground.RIGHTS_OF_OTHERS),
    Kind.RECTIFICATION: (*_ALWAYS, Ground.ACCURATE),
    Kind.RESTRICTION: (*_ALWAYS, Ground.NO_CASE),
    Kind.OBJECTION: (*_ALWAYS, Ground.COMPELLING, Ground.CLAIMS),
    Kind.ERASURE: (*_ALWAYS, Ground.LEGAL_OBLIGATION, Ground.CLAIMS, Ground.NEEDED),
}


@dataclass(frozen=True, slots=True)
class Clock:
    """What moves the deadline. Days are UTC.

    asked_on, proved_on: the pause while it is not known who asks (Art. 12(6)).
    """

    received_on: date
    asked_on: date | None = None
    proved_on: date | None = None
    is_extended: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """Which steps of a request stand in the log."""

    asked: bool = False
    proved: bool = False
    decided: bool = False
    delivered: bool = False
    closed: bool = False


def state_of(done: Done) -> State:
    """From what stands in the log alone: no clock reopens a request."""
    if done.closed:
        return State.CLOSED
    if done.delivered:
        return State.DELIVERED
    if done.decided:
        return State.DECIDED
    return State.WAITING if done.asked and not done.proved else State.OPEN


def due_on(clock: Clock, *, today: date) -> date:
    """The last day to answer. While it is not known who asks, it moves along with `today`."""
    months = MONTHS_EXTENDED if clock.is_extended else MONTHS
    return _working_day(_later(clock.received_on, months) + _paused(clock, today))


def days_run(clock: Clock, *, today: date) -> int:
    """Days since the request came, without the pause; never negative."""
    return max(0, (today - clock.received_on - _paused(clock, today)).days)


def days_left(clock: Clock, *, today: date) -> int:
    """0 on the last day; negative when it is overdue."""
    return (due_on(clock, today=today) - today).days


def days_in_all(clock: Clock, *, today: date) -> int:
    """Length of the whole period without its pause: what the picture of the clock measures."""
    return (due_on(clock, today=today) - clock.received_on - _paused(clock, today)).days


def may_be_extended(clock: Clock, *, today: date, reminded: Collection[int]) -> bool:
    """Within the first month only, once (Art. 12(3)).

    reminded: what stands in the log; an alarm that was raised is not undone by a clock set back.
    """
    return not clock.is_extended and OVERDUE not in reminded and days_left(clock, today=today) >= 0


def reminders_due(clock: Clock, *, today: date, reminded: Collection[int]) -> list[int]:
    """Days at which somebody must be reminded and was not yet, and OVERDUE when time is over.

    Of an extended request the days are counted in its last month. The last one is when it is due.
    """
    if days_left(clock, today=today) < 0:
        return [] if OVERDUE in reminded else [OVERDUE]
    first, last = _later(clock.received_on, MONTHS), _later(clock.received_on, MONTHS_EXTENDED)
    offset = (last - first).days if clock.is_extended else 0
    run = days_run(clock, today=today)
    days = [*(day + offset for day in REMINDERS), days_in_all(clock, today=today)]
    return [day for day in days if day not in reminded and run >= day]


def latest_reminder(days: Collection[int]) -> int:
    """The one that says most: the alarm, else the last day. days: not empty."""
    return OVERDUE if OVERDUE in days else max(days)


def not_before(now: datetime, earlier: Collection[datetime]) -> datetime:
    """The time of a new step: never before the last one, so that a clock set back adds nothing."""
    return max([now, *earlier])


def is_past_or_today(received_on: date, *, today: date) -> bool:
    """A request can't have come tomorrow: that would lengthen its month."""
    return received_on <= today


def _paused(clock: Clock, today: date) -> timedelta:
    """How long the clock stood still: from the question who asks to its answer.

    A question after the month is over stops nothing.
    """
    if clock.asked_on is None or clock.asked_on > _working_day(_later(clock.received_on, MONTHS)):
        return timedelta()
    return max(timedelta(), (clock.proved_on or max(today, clock.asked_on)) - clock.asked_on)


def _later(day: date, months: int) -> date:
    """The same date of a later month, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _working_day(day: date) -> date:
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() >= _SATURDAY else 0)
