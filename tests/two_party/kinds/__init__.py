"""The records of the table of cases: each made of a cast, each telling what is left of it."""

from collections.abc import Callable, Mapping
from typing import Protocol

from tests.two_party.stage import Stage

Cast = Mapping[str, list[str]]  # By role: the letters of who plays it.


class Kind(Protocol):
    """A record, or a few that belong together. Steps of its own are methods, named as they read."""

    def left(self) -> set[str]:
        """What is there and opens, as words like `caller=A`. Nothing: the record is gone."""


Make = Callable[[Stage, Cast], Kind]


def one(cast: Cast, role: str) -> str | None:
    """Who alone plays a role; None for nobody."""
    return next(iter(cast.get(role, [])), None)
