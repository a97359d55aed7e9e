"""What a hold may be, and who may decide on it. Pure."""

from datetime import date
from enum import StrEnum

REASON_LETTERS = 2000


class State(StrEnum):
    """Where a hold is; from `approved` to `lifting`, both included, it keeps what it covers."""

    PLACED = "waits for approval"
    STANDS = "stands"
    LIFTING = "stands; lifting waits for approval"
    LIFTED = "lifted"


def state_of(*, is_approved: bool, is_lift_asked: bool, is_lifted: bool) -> State:
    if is_lifted:
        return State.LIFTED
    if not is_approved:
        return State.PLACED
    return State.LIFTING if is_lift_asked else State.STANDS


def are_two_people(first: str, second: str) -> bool:
    """Actors are pseudonyms; the keyring compares them in the same way."""
    one, other = first.strip().casefold(), second.strip().casefold()
    return bool(one and other) and one != other


def is_reason(text: str) -> bool:
    return bool(text.strip()) and len(text) <= REASON_LETTERS


def month_of(day: date | None) -> int | None:
    """As `Period.month`: months since December 1999."""
    return None if day is None else (day.year - 2000) * 12 + day.month


def is_range(first: date | None, last: date | None) -> bool:
    return first is None or last is None or first <= last
