"""Bars by month: what is kept, what goes next, and what the timer leaves."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sotto.trust.retention.services import Month, Preview

WIDTH, HEIGHT, GAP = 20, 60, 4  # In units of the picture, of one month.
_LEAST = 3  # So high is a month with anything in it.


class State(StrEnum):
    """The style sheet has a colour for each."""

    DUE = "due"
    SPARED = "spared"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Bar:
    """One month; its place and size in units of the picture."""

    month: Month
    first_day: date
    spared: int
    state: State
    x: int
    y: int
    height: int
    width: int = WIDTH - GAP


@dataclass(frozen=True, slots=True)
class Picture:
    bars: tuple[Bar, ...]
    width: int
    height: int = HEIGHT


def picture_of(preview: Preview) -> Picture:
    """Each month's bar is as high as its rows are many; empty months between leave a gap."""
    if not preview.months:
        return Picture((), 0)
    most = max(one.rows for one in preview.months)
    first = preview.months[0].month
    bars = tuple(_bar(one, one.month - first, most) for one in preview.months)
    return Picture(bars, bars[-1].x + WIDTH)


def _bar(month: Month, place: int, most: int) -> Bar:
    height = max(_LEAST, round(HEIGHT * month.rows / most))
    spared = sum(month.spared.values())
    state = State.DUE if month.due else State.SPARED if spared else State.WAITING
    return Bar(
        month=month,
        first_day=month.first_day,
        spared=spared,
        state=state,
        x=place * WIDTH,
        y=HEIGHT - height,
        height=height,
    )
