"""Everything about one person, complete by construction: walked along the declarations.

What is shared with a person, or within what it has a part in, is there too. What is somebody
else's is masked, but for what the person was told. Art. 15 and 20 GDPR; ENT-60.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils import timezone

from sotto.keyring.periods import Period
from sotto.personal_data.countries import STRICT, CountryProfile
from sotto.personal_data.envelope import Header
from sotto.personal_data.fields import Opened, Sealed
from sotto.personal_data.masking import WITHHELD, mask
from sotto.personal_data.records import unseal
from sotto.personal_data.registry import Holding, holdings
from sotto.personal_data.sealed_file import StoredFile

_AT_ONCE = 1000  # Rows opened with one request for keys.


@dataclass(frozen=True)
class Item:
    """One row, as the person it is about may see it. Values are JSON values.

    roles: the person's part in it; `actor` where it did what the row tells. since: the first day
    of the month, or the day, from which the row is kept; None where nothing in it says.
    """

    table: str
    id: UUID
    roles: tuple[str, ...]
    values: Mapping[str, Any]
    files: tuple[StoredFile, ...] = field(default=(), repr=False)
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Viewpoint:
    """Whose data is collected: `subject`, which also acted as each of `actors` (PBX-80, ENT-62).

    profile: how much of others is masked, by the tenant's country.
    """

    subject: UUID
    profile: CountryProfile = STRICT
    actors: tuple[str, ...] = ()

    def rows(self, holding: Holding) -> "models.QuerySet[models.Model]":
        """About the person, shared with it, or telling of what it did."""
        rows = holding.rows_open_to(self.subject)
        if not self.actors or not _names_actors(holding):
            return rows
        done = holding.model._default_manager.filter(actor__in=self.actors)
        return holding.model._default_manager.filter(
            Q(pk__in=rows.values("pk")) | Q(pk__in=done.values("pk"))
        )

    def roles_in(self, holding: Holding, row: models.Model) -> set[str]:
        roles = {role.name for role in holding.roles_in(row, self.subject)}
        if _names_actors(holding) and column_value(row, "actor") in self.actors:
            roles.add("actor")
        return roles or {role.name for role in holding.access_roles}


def items_about(
    subject: UUID, profile: CountryProfile = STRICT, *, actors: tuple[str, ...] = ()
) -> Iterator[Item]:
    """Every item of the current tenant about this person, table by table."""
    view = Viewpoint(subject, profile, actors)
    for holding in holdings():
        rows = view.rows(holding).order_by("pk").iterator(chunk_size=_AT_ONCE)
        while page := list(islice(rows, _AT_ONCE)):
            yield from (_item(holding, row, view) for row in unseal(page))


def count_about(subject: UUID) -> dict[str, int]:
    """How many rows about this person each table holds; tables without any are left out."""
    counts = {one.label: one.rows_about(subject).count() for one in holdings()}
    return {label: count for label, count in counts.items() if count}


def count_items(subject: UUID, *, actors: tuple[str, ...] = ()) -> dict[str, int]:
    """The same of `items_about`: what is shared with the person, and what it did, included."""
    view = Viewpoint(subject, actors=actors)
    counts = {one.label: view.rows(one).count() for one in holdings()}
    return {label: count for label, count in counts.items() if count}


def last_seen(subject: UUID) -> datetime | None:
    """The newest moment that stands in the clear in any row about this person; not one to come."""
    moments = [
        moment
        for one in holdings()
        for moment in one.rows_about(subject).aggregate(**_newest(one)).values()
        if moment is not None
    ]
    return max((one for one in moments if one <= timezone.now()), default=None)


def _newest(holding: Holding) -> dict[str, models.Max]:
    columns = holding.model._meta.local_concrete_fields
    return {
        f"newest_{one.name}": models.Max(one.name)
        for one in columns
        if isinstance(one, models.DateTimeField)
    }


def _item(holding: Holding, row: models.Model, view: Viewpoint) -> Item:
    """What was told to all who have a part is shown in full; else what is about others masked."""
    declared = holding.declared
    mine = holding.roles_in(row, view.subject)
    values: dict[str, Any] = {}
    for column in holding.sealed:
        opened: Opened = getattr(row, column.name)
        is_shown = holding.is_for(column.name, mine)
        values[column.name] = (
            _shown(holding, column, opened) if is_shown else _masked(opened, view.profile)
        )
    for name in declared.columns:
        if holding.is_for(name, mine):
            secret = name in declared.secrets
            values[name] = "set, not shown" if secret else _plain(column_value(row, name))
    shown = (column for column in holding.files if holding.is_for(column.name, mine))
    files = tuple(StoredFile(row, column) for column in shown)
    roles = tuple(sorted(view.roles_in(holding, row)))
    return Item(holding.label, row.pk, roles, values, files, _since(holding, row))


def _since(holding: Holding, row: models.Model) -> date | None:
    """By the month whose key seals it, as retention counts; else by the first time in the row."""
    for column in holding.sealed:
        raw = row.__dict__.get(column.attname)
        if isinstance(raw, bytes):
            return _first_day(Header.from_bytes(raw).period)
    moments = (
        column_value(row, one.name)
        for one in row._meta.local_concrete_fields
        if isinstance(one, models.DateTimeField)
    )
    return next((moment.date() for moment in moments if moment is not None), None)


def _first_day(period: Period) -> date | None:
    """None for what stands."""
    if not period.month:
        return None
    return date(2000 + (period.month - 1) // 12, (period.month - 1) % 12 + 1, 1)


def _names_actors(holding: Holding) -> bool:
    return "actor" in holding.declared.columns


def _shown(holding: Holding, column: Sealed, opened: Opened) -> dict[str, Any] | str:
    if closed := _closed(opened):
        return closed
    secrets = holding.declared.secrets
    return {
        name: "set, not shown" if f"{column.name}.{name}" in secrets else value
        for name, value in opened.items()
    }


def _closed(opened: Opened) -> str:
    """Why nothing can be shown; empty when it can."""
    if getattr(opened, "restricted", False):
        return "restricted"
    return "erased" if opened.erased else ""


def _masked(opened: Opened, profile: CountryProfile) -> dict[str, Any] | str:
    """Numbers lose their last digits, all other text goes. Of who withholds, everything."""
    if closed := _closed(opened):
        return closed
    if opened.get("withheld"):
        return dict.fromkeys(opened, WITHHELD)
    return {name: mask(value, profile) for name, value in opened.items()}


def _plain(value: Any) -> Any:
    """A column's value as JSON. Any: as the database has it."""
    match value:
        case datetime() | date() | time():
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
        case bytes() | memoryview():
            return bytes(value).hex()
        case UUID() | Decimal():
            return str(value)
    return value


def column_value(row: models.Model, name: str) -> Any:
    """A clear column as the row has it; of a reference, what it refers to. Any: as stored."""
    columns = {one.name: one.attname for one in row._meta.local_concrete_fields}
    return row.__dict__.get(columns[name])
