"""Periods: one retention class in one calendar month (UTC): the unit in which time is forgotten."""

import struct
from datetime import date
from typing import NamedTuple, Self

_FORMAT = struct.Struct(">BH")
PERIOD_BYTES = _FORMAT.size
_FIRST_YEAR = 2000


class Period(NamedTuple):
    """`retention` is a class's code, 1 to 255; `month` counts months since 2000-01, 0 for standing.

    Standing data (a person's own record) has no month: it lives until its subject goes.
    """

    retention: int
    month: int

    @classmethod
    def of(cls, retention: int, day: date) -> Self:
        return cls(retention, (day.year - _FIRST_YEAR) * 12 + day.month)

    @classmethod
    def standing(cls, retention: int) -> Self:
        return cls(retention, 0)

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        return cls(*_FORMAT.unpack(raw))

    def to_bytes(self) -> bytes:
        return _FORMAT.pack(self.retention, self.month)
