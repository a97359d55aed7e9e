"""What each role of GDPRbench does, how often, and to whom."""

import random
from bisect import bisect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

PURPOSES, OBJECTIONS, OTHERS, DECISIONS = 25, 100, 10, 2
RECORDS_A_USER = 10
_ZIPF = 0.99  # As YCSB, on which GDPRbench stands.

Pick = Callable[[int], int]  # Of so many, one: its number.


@dataclass(frozen=True)
class Mix:
    """percent: of all operations; `is_skewed`: some records are asked for far more often."""

    percent: Mapping[str, int]
    is_skewed: bool = False


MIXES: Final[Mapping[str, Mix]] = {
    "controller": Mix({"create": 25, "delete": 25, "tell_purpose": 25, "tell_user": 25}),
    "customer": Mix(
        {
            "read_key": 20,
            "read_purpose": 10,
            "read_user": 10,
            "update": 20,
            "tell_purpose": 10,
            "tell_user": 10,
            "delete": 20,
        },
        is_skewed=True,
    ),
    "processor": Mix({"read_key": 20, "read_purpose": 40, "read_user": 40}),
}


def chosen(mix: Mix, chance: random.Random) -> str:
    [verb] = chance.choices([*mix.percent], [*mix.percent.values()])
    return verb


def picking(mix: Mix, records: int, chance: random.Random) -> Callable[[], int]:
    """A function that names the next record: its number below `records`."""
    if not mix.is_skewed:
        return lambda: chance.randrange(records)
    heights = list(accumulate(1 / (rank + 1) ** _ZIPF for rank in range(records)))
    numbers = list(range(records))
    random.Random(0).shuffle(numbers)  # The same favourites for all clients. # noqa: S311
    return lambda: numbers[bisect(heights, chance.random() * heights[-1])]
