"""What would go, and when: by class and month. Counted in the database, nothing is opened."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from sotto.trust.retention import queries, rules
from sotto.trust.retention.queries import Kept
from sotto.trust.retention.services.shelves import MONTH, Rows, tables_of


@dataclass
class Month:
    """What one class holds of one month. `goes`: the day after the last on which it can be opened.

    spared: rows that the timer leaves, by ground. is_in_doubt: the clock was behind meanwhile.
    """

    month: int
    goes: date
    rows: int = 0
    files: int = 0
    people: int = 0
    due: int = 0
    spared: dict[str, int] = field(default_factory=dict)
    is_in_doubt: bool = False

    @property
    def first_day(self) -> date:
        return rules.first_day(self.month)


@dataclass(frozen=True)
class Preview:
    """One class. Months oldest first; those without anything are left out."""

    kept: Kept
    months: list[Month]
    dark: int
    today: date

    @property
    def next(self) -> Month | None:
        """The month that goes next; one with something due comes first."""
        due = [one for one in self.months if one.due]
        return next(iter(due or [one for one in self.months if one.goes > self.today]), None)


def preview(*, now: datetime, kept: Iterable[Kept] = ()) -> list[Preview]:
    """What holds now, or what would hold under other periods. Changes nothing. now: aware, UTC."""
    chosen = {one.retention: one for one in kept}
    return [
        preview_of(chosen.get(one) or queries.kept(one), now=now)
        for one in queries.monthly_classes()
    ]


def preview_of(kept: Kept, *, now: datetime) -> Preview:
    """One class."""
    in_doubt = queries.months_in_doubt(kept.period, today=now.date())
    tables = list(tables_of(kept))
    months: dict[int, Month] = {}
    for rows in tables:
        for month, count, files in _counts(rows):
            found = months.setdefault(month, _empty(month, kept, in_doubt))
            found.rows += count
            found.files += files
        due = rows.due(now=now, in_doubt=in_doubt)
        for month, count in due.values_list(MONTH).annotate(Count("pk")):
            months[month].due += count
        _count_spared(rows, months, now, in_doubt)
    for month, people in _people(tables):
        months[month].people = people
    listed = [months[month] for month in sorted(months)]
    return Preview(kept, listed, len(queries.dark_months(kept.retention)), now.date())


def _empty(month: int, kept: Kept, in_doubt: list[int]) -> Month:
    goes = rules.kept_until(month, kept.period) + rules.A_DAY
    return Month(month, goes, is_in_doubt=month in in_doubt)


def _counts(rows: Rows) -> Iterator[tuple[int, int, int]]:
    """Month, rows, files."""
    files = {one.name: Count(one.name) for one in rows.holding.files}
    dated = rows.all().exclude(**{MONTH: None})
    for one in dated.values(MONTH).annotate(rows_in_it=Count("pk"), **files):
        yield one[MONTH], one["rows_in_it"], sum(one[name] for name in files)


def _count_spared(rows: Rows, months: dict[int, Month], now: datetime, in_doubt: list[int]) -> None:
    """Old enough, and yet left. A row that is held for two reasons stands under the first."""
    old = rows.old(today=now.date(), in_doubt=in_doubt)
    held = rows.held()
    by_hold = _("under a legal hold")
    if rows.is_appended:
        by_hold = _("the trail goes in order, and a legal hold needs an entry before")
    for ground, left in (
        (by_hold, old.filter(held)),
        (str(rows.shelf.ground), old.filter(rows.spared(now)).exclude(held)),
    ):
        for month, count in left.values_list(MONTH).annotate(Count("pk")):
            spared = months[month].spared
            spared[ground] = spared.get(ground, 0) + count


def _people(tables: Iterable[Rows]) -> Iterator[tuple[int, int]]:
    """Month, and how many different people its rows of all tables are about."""
    parts: list[QuerySet[Any]] = [  # Any: of any model
        rows.all()
        .exclude(**{MONTH: None})
        .exclude(**{column.name: None})
        .values_list(MONTH, column.name)
        for rows in tables
        for column in rows.holding.subjects
    ]
    if not parts:
        return
    texts, values = zip(*(one.query.sql_with_params() for one in parts), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT month, count(*) FROM ("  # noqa: S608 -- Django composed the parts.
            + " UNION ".join(f"({text})" for text in texts)
            + ") AS found (month, who) GROUP BY month",
            [value for some in values for value in some],
        )
        yield from cursor.fetchall()
