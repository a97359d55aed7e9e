"""Where an erasure stands, and whether a dry run still says what would happen. Pure."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from enum import StrEnum

EPOCHS = 2  # Until the epoch's key in which a key was destroyed is itself destroyed.


class State(StrEnum):
    """What the officer sees; the words are the states' names in pages, commands and certificate."""

    ASKED = "asked"
    IN_GRACE = "in grace"
    RUNNING = "running"
    WAITING = "waiting for the epoch"
    STUCK = "stuck"
    CERTIFIED = "certified"
    CANCELLED = "cancelled"


def state_of(
    times: Mapping[str, datetime | None], *, is_cancelled: bool, remains: Collection[object]
) -> State:
    """times: of each step, by its name."""
    if is_cancelled:
        return State.CANCELLED
    if times["approved"] is None:
        return State.ASKED
    if remains:
        return State.STUCK
    if times["certified"] is not None:
        return State.CERTIFIED
    if times["told"] is not None:
        return State.WAITING
    return State.IN_GRACE if times["final"] is None else State.RUNNING


def grace_is_over(restricted_at: datetime, *, grace: timedelta, now: datetime) -> bool:
    return now >= restricted_at + grace


def epoch_has_passed(destroyed_in: int, *, current: int) -> bool:
    """No copy of the key store that still had the key can be opened by any key that exists."""
    return current >= destroyed_in + EPOCHS


def has_grown(seen: Mapping[str, int], now: Mapping[str, int]) -> bool:
    """Whether more would be erased than a dry run had shown. Less does no harm."""
    return any(count > seen.get(table, 0) for table, count in now.items())
