"""When a canary is due, and what a find means: pure decisions."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

DOMAIN = "canaries.invalid"  # RFC 2606: no call and no mail can ever go there.
EVERY = timedelta(hours=1)
LIVES = timedelta(hours=24)
ELSEWHERE = "left in "  # How the inspector names what it found in temporary folders.
KEPT_FOR = timedelta(days=30)  # Rows about canaries and searches.


@dataclass(frozen=True, slots=True)
class Leak:
    """A marker lies where it must not."""

    place: str
    token: str


def is_due(last: datetime | None, *, now: datetime) -> bool:
    """Hourly; a clock that was set back does not stop the canaries for longer than that."""
    return last is None or not timedelta(0) <= now - last < EVERY


def leaks(
    found: Iterable[tuple[str, Mapping[str, int]]],
    *,
    erased: Collection[str],
    living: Collection[str],
    clear: Collection[str],
) -> Iterator[Leak]:
    """What lies where it must not.

    found: places with the tokens in them. Of the erased nothing may lie anywhere. Of the living,
    only where routing needs it: in rows of the tables `clear` and in the database's heap files,
    where these tables lie; never in its write-ahead log, a dump, a log, or a sealed file. A token
    that nobody knows any more belongs to nobody who lives; in a temporary folder it may be another
    installation's on the same machine.
    """
    for place, tokens in found:
        for token in tokens:
            is_known = token in erased or token in living
            if not is_known and place.startswith(ELSEWHERE):
                continue
            if token not in living or not _may_hold(place, clear):
                yield Leak(place, token)


def _may_hold(place: str, clear: Collection[str]) -> bool:
    table = place.removeprefix("rows of ")
    return table in clear or ("/postgres/base/" in place and "pgsql_tmp" not in place)
