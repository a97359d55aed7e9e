"""Which rows are how old: read off their envelopes, which name the month in which they were sealed.

So a table needs no clear date, and every table whose declaration names a monthly class is covered.
A room says more only where it must: a clear date, by which rows go on the day, or what the timer
has to leave (`register`).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Any

from django.db import models
from django.db.models import F, IntegerField, Q, QuerySet
from django.db.models.functions import ExtractMonth, ExtractYear, Least
from django.utils.functional import Promise

from sotto.personal_data.fields import Sealed
from sotto.personal_data.registry import Holding, holdings
from sotto.personal_data.vocabulary import Retention
from sotto.trust.audit.services import first_kept
from sotto.trust.holds.queries import held_in
from sotto.trust.retention import rules
from sotto.trust.retention.queries import Kept

_FIRST_YEAR = 2000
MONTH = "sealed_in_month"  # The annotation; no column bears this name.


@dataclass(frozen=True, slots=True)
class Shelf:
    """What a room says of one table.

    begun: a clear column with the time from which a row's age counts. spares: which rows the timer
    leaves now; `ground` says why, in a few words.
    """

    begun: str = ""
    spares: Callable[[Kept, datetime], Q] | None = None
    ground: str | Promise = ""


_shelves: dict[str, Shelf] = {}


def register(table: str, shelf: Shelf) -> None:
    """Called by a room's app config. table: the model's label, as `voicemail.Message`."""
    _shelves[table] = shelf


class _SealedIn(models.Func):
    """The month in an envelope's header: version, algorithm, class, then two bytes of month."""

    template = "(get_byte(%(expressions)s, 3) * 256 + get_byte(%(expressions)s, 4))"
    arity = 1


def sealed_month(column: str) -> models.Func:
    """An expression: the month in which a sealed column was sealed; null where nothing is."""
    return _SealedIn(F(column), output_field=IntegerField())


@dataclass(frozen=True)
class Rows:
    """One table of a class, and what of it is due."""

    holding: Holding
    kept: Kept
    shelf: Shelf

    @property
    def label(self) -> str:
        return self.holding.label

    @property
    def is_appended(self) -> bool:
        """Nobody may delete rows of it: its room prunes it."""
        return self.holding.declared.append_only

    def all(self) -> QuerySet[Any]:
        """Every row with its month; a row without any is not the timer's. Any: of any model."""
        rows: QuerySet[Any] = self.holding.model._default_manager.all()
        with_month: QuerySet[Any] = rows.annotate(**{MONTH: self._month()}).order_by()
        return with_month

    def due(self, *, now: datetime, in_doubt: list[int]) -> QuerySet[Any]:
        """What has to go: old enough, and neither spared nor held."""
        left = self.spared(now) | self.held()
        return self.old(today=now.date(), in_doubt=in_doubt).exclude(left)

    def old(self, *, today: date, in_doubt: list[int]) -> QuerySet[Any]:
        """Kept for the whole period: on the day where a date is clear, else with its month."""
        rows = self.all().exclude(**{f"{MONTH}__in": in_doubt})
        expired = rules.last_expired_month(self.kept.period, today=today)
        where = Q(**{f"{MONTH}__lte": expired})
        if self.shelf.begun:
            first_kept = datetime.combine(today - self.kept.period, time(), UTC)
            where |= Q(**{f"{self.shelf.begun}__lt": first_kept})
        return rows.filter(where)

    def spared(self, now: datetime) -> Q:
        return _nothing() if self.shelf.spares is None else self.shelf.spares(self.kept, now)

    def held(self) -> Q:
        """A legal hold stands above the timer; it keeps the trail from its first entry on."""
        if self.is_appended:
            first = first_kept()
            return _nothing() if first is None else Q(leaf_index__gte=first)
        return held_in(self.holding)

    def _month(self) -> Any:  # Any: an expression of Django's
        months: list[Any] = [
            _SealedIn(F(name), output_field=IntegerField()) for name in sealed_names(self.holding)
        ]
        if self.shelf.begun:
            year, month = ExtractYear(self.shelf.begun), ExtractMonth(self.shelf.begun)
            months.append((year - _FIRST_YEAR) * 12 + month)
        return Least(*months) if len(months) > 1 else months[0]


def tables_of(kept: Kept) -> Iterator[Rows]:
    """Every table of a class that has an age of its own; others go with the rows they belong to."""
    for holding in holdings():
        if holding.declared.retention == kept.retention and has_age(holding):
            yield Rows(holding, kept, _shelf_of(holding))


def has_age(holding: Holding) -> bool:
    """Whether its rows have a time of their own; else they go with those that they belong to.

    What belongs to another row and holds nothing sealed has none: a message that is held must not
    lose its hearing.
    """
    if sealed_names(holding):
        return True
    is_part = ages_with_another(holding, holding.declared.retention)
    return bool(_shelf_of(holding).begun) and not is_part


def _shelf_of(holding: Holding) -> Shelf:
    """What its room said; where a row may have nothing sealed, its first time tells its age."""
    shelf = _shelves.get(holding.label, Shelf())
    columns = holding.model._meta.local_concrete_fields
    if shelf.begun or any(isinstance(one, Sealed) and not one.null for one in columns):
        return shelf
    moments = (
        one.name for one in columns if isinstance(one, models.DateTimeField) and not one.null
    )
    return replace(shelf, begun=next(moments, ""))


def sealed_names(holding: Holding) -> list[str]:
    """Shares of keys as well: they stand in the month in which they were shared out."""
    columns = holding.model._meta.local_concrete_fields
    return [one.name for one in columns if isinstance(one, Sealed)]


def ages_with_another(holding: Holding, retention: Retention) -> bool:
    """Whether its rows are deleted with those of another table of the same class."""
    others = {one.model for one in holdings() if one.declared.retention == retention}
    return any(
        isinstance(column, models.ForeignKey)
        and column.remote_field.on_delete is models.CASCADE
        and column.related_model in others - {holding.model}
        for column in holding.model._meta.local_concrete_fields
    )


def _nothing() -> Q:
    return Q(pk__in=[])
