"""Everything about one person, complete by construction: walked along the declarations.

What others have a part in is masked. Art. 15 and 20 GDPR; ENT-60.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import models
from django.utils import timezone

from sotto.personal_data.countries import STRICT, CountryProfile
from sotto.personal_data.fields import Opened, Sealed
from sotto.personal_data.masking import mask
from sotto.personal_data.records import unseal
from sotto.personal_data.registry import Holding, holdings
from sotto.personal_data.sealed_file import StoredFile

_AT_ONCE = 1000  # Rows opened with one request for keys.


@dataclass(frozen=True)
class Item:
    """One row, as the person it is about may see it. Values are JSON values."""

    table: str
    id: UUID
    roles: tuple[str, ...]
    values: Mapping[str, Any]
    files: tuple[StoredFile, ...] = field(default=(), repr=False)


def items_about(subject: UUID, profile: CountryProfile = STRICT) -> Iterator[Item]:
    """Every item of the current tenant about this person, table by table.

    profile: how much of others is masked, by the tenant's country.
    """
    for holding in holdings():
        rows = holding.rows_about(subject).order_by("pk").iterator(chunk_size=_AT_ONCE)
        while page := list(islice(rows, _AT_ONCE)):
            yield from (_item(holding, row, subject, profile) for row in unseal(page))


def count_about(subject: UUID) -> dict[str, int]:
    """How many rows each table holds; tables without any are left out."""
    counts = {one.label: one.rows_about(subject).count() for one in holdings()}
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


def _item(holding: Holding, row: models.Model, subject: UUID, profile: CountryProfile) -> Item:
    mine = holding.roles_in(row, subject)
    values: dict[str, Any] = {}
    for column in holding.sealed:
        opened: Opened = getattr(row, column.name)
        theirs = column.about[0].name and column.about[0] not in mine
        values[column.name] = (
            _masked(opened, profile) if theirs else _shown(holding, column, opened)
        )
    for name, role in holding.declared.columns.items():
        if role is None or role in mine:
            secret = name in holding.declared.secrets
            values[name] = "set, not shown" if secret else _plain(column_value(row, name))
    files = tuple(StoredFile(row, column) for column in holding.files if mine & set(column.about))
    return Item(holding.label, row.pk, tuple(sorted(role.name for role in mine)), values, files)


def _shown(holding: Holding, column: Sealed, opened: Opened) -> dict[str, Any] | str:
    if opened.erased:
        return "erased"
    secrets = holding.declared.secrets
    return {
        name: "set, not shown" if f"{column.name}.{name}" in secrets else value
        for name, value in opened.items()
    }


def _masked(opened: Opened, profile: CountryProfile) -> dict[str, Any] | str:
    """Numbers lose their last digits, all other text goes."""
    if opened.erased:
        return "erased"
    return {name: mask(value, profile) for name, value in opened.items()}


def _plain(value: Any) -> Any:
    """A column's value as JSON. Any: as the database has it."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    return str(value) if isinstance(value, UUID) else value


def column_value(row: models.Model, name: str) -> Any:
    """A clear column as the row has it; of a reference, what it refers to. Any: as stored."""
    columns = {one.name: one.attname for one in row._meta.local_concrete_fields}
    return row.__dict__.get(columns[name])
