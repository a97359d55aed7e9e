"""Verbs: decide on periods and masking, preview, run, confirm the clock."""

from sotto.trust.retention.queries import keep_until, period_of
from sotto.trust.retention.services.clock import confirm_day, look_at_clock
from sotto.trust.retention.services.deciding import choose_masking, choose_period
from sotto.trust.retention.services.errors import (
    ClockInDoubt,
    DayRefused,
    HearingMissing,
    MaskingRefused,
    NoSuchClass,
    PeriodRefused,
    ReasonMissing,
    RetentionRefused,
    RowsRefused,
)
from sotto.trust.retention.services.previewing import Month, Preview, preview, preview_of
from sotto.trust.retention.services.running import run
from sotto.trust.retention.services.shelves import Shelf, register, sealed_month
from sotto.trust.retention.services.unmasking import check_reason

__all__ = [
    "ClockInDoubt",
    "DayRefused",
    "HearingMissing",
    "MaskingRefused",
    "Month",
    "NoSuchClass",
    "PeriodRefused",
    "Preview",
    "ReasonMissing",
    "RetentionRefused",
    "RowsRefused",
    "Shelf",
    "check_reason",
    "choose_masking",
    "choose_period",
    "confirm_day",
    "keep_until",
    "look_at_clock",
    "period_of",
    "preview",
    "preview_of",
    "register",
    "run",
    "sealed_month",
]
