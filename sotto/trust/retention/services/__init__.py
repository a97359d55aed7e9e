"""Verbs: decide on periods and masking, preview, run, confirm the clock."""

from sotto.trust.retention.queries import keep_until, period_of
from sotto.trust.retention.services.clock import confirm_day, look_at_clock
from sotto.trust.retention.services.deciding import choose_masking, choose_period
from sotto.trust.retention.services.errors import (
    ClockInDoubt,
    DayRefused,
    MaskingRefused,
    NoSuchClass,
    PeriodRefused,
    RetentionRefused,
    RowsRefused,
)
from sotto.trust.retention.services.previewing import Month, Preview, preview
from sotto.trust.retention.services.running import run
from sotto.trust.retention.services.shelves import Shelf, register

__all__ = [
    "ClockInDoubt",
    "DayRefused",
    "MaskingRefused",
    "Month",
    "NoSuchClass",
    "PeriodRefused",
    "Preview",
    "RetentionRefused",
    "RowsRefused",
    "Shelf",
    "choose_masking",
    "choose_period",
    "confirm_day",
    "keep_until",
    "look_at_clock",
    "period_of",
    "preview",
    "register",
    "run",
]
