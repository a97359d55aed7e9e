"""When a month is over and gone, and whether the clock may be believed. Pure.

A class of data is forgotten month by month (PBX-71, UCC-70): a month's key goes when even its last
day has been kept for the whole period, so nothing is kept for less than the period, and nothing
longer than the period and a month. Months count as in `keyring.periods`: 1 is January 2000.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

A_DAY = timedelta(days=1)
LONGEST_MONTH = timedelta(days=31)
LARGEST_JUMP = timedelta(days=7)  # Of the clock between two runs; more waits for confirmation.
HEARD_GRACE = timedelta(days=7)  # A message that waited long stays so long after it was heard.
_FIRST_YEAR = 2000


class AtWriting(StrEnum):
    """What is stored of a call when it is over (ENT-30, PBX-46)."""

    FULL = "full"
    MASKED = "masked"
    DROPPED = "dropped"  # The call stands there, with nothing of the number.
    NONE = "none"


def month_of(day: date) -> int:
    return (day.year - _FIRST_YEAR) * 12 + day.month


def first_day(month: int) -> date:
    return date(_FIRST_YEAR + (month - 1) // 12, (month - 1) % 12 + 1, 1)


def last_day(month: int) -> date:
    return first_day(month + 1) - timedelta(days=1)


def kept_until(month: int, period: timedelta) -> date:
    """The last day on which anything of this month can be opened anywhere."""
    return last_day(month) + period


def last_expired_month(period: timedelta, *, today: date) -> int:
    """The newest month that must be gone today."""
    month = month_of(today)
    while kept_until(month, period) >= today:
        month -= 1
    return month


def longest_choice(ceiling: timedelta) -> timedelta:
    """The longest period after which even the first day's items keep the ceiling."""
    return ceiling - LONGEST_MONTH


@dataclass(frozen=True, slots=True)
class Fault:
    """The clock said `showed` when it had been `known` already: months between are in doubt."""

    showed: date
    known: date


def months_in_doubt(faults: Iterable[Fault], *, period: timedelta, today: date) -> list[int]:
    """Months that may hold younger data than they say, and until when that matters is not over.

    What is sealed while the clock is behind lies in a month of the past: it is treated as if it
    were of the month in which the fault was found.
    """
    return sorted(
        {
            month
            for fault in faults
            if kept_until(month_of(fault.known), period) >= today
            for month in range(month_of(fault.showed), month_of(fault.known))
        }
    )


class Clock(StrEnum):
    """What a run thinks of the day it is told."""

    GOOD = "good"
    BEHIND = "behind"  # Earlier than was seen before: nothing more may be deleted than then.
    AHEAD = "ahead"  # Further than a few days: somebody must say that it is right.


def judge(today: date, *, known: date) -> Clock:
    """known: the latest day that was believed."""
    if today < known:
        return Clock.BEHIND
    return Clock.AHEAD if today - known > LARGEST_JUMP else Clock.GOOD
