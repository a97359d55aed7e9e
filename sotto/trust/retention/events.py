"""What others may hear of retention."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class PeriodChosen:
    """For how long a class is kept, by its code, from now on."""

    tenant: UUID
    retention: int


@dataclass(frozen=True, slots=True)
class MaskingChosen:
    """What is stored of calls from now on, and what is masked by age."""

    tenant: UUID


@dataclass(frozen=True, slots=True)
class RecordsForgotten:
    """Rows of a table were deleted because their time was over. `table` is the model's label."""

    tenant: UUID
    table: str
    rows: int


@dataclass(frozen=True, slots=True)
class MonthForgotten:
    """A class's month can't be opened any more, in no backup either: its key is destroyed."""

    tenant: UUID
    retention: int
    month: int


@dataclass(frozen=True, slots=True)
class ClockDoubted:
    """Nothing is forgotten until somebody confirms the date, or the clock is right again."""

    tenant: UUID
