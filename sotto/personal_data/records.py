"""Many rows at once: one request for the keys of a page, or of a batch to be stored."""

from collections.abc import Sequence
from typing import TypeVar

from django.db import models

from sotto.personal_data.fields import Opened, Sealed, open_all, seal_all

Row = TypeVar("Row", bound=models.Model)


def sealed_columns(model: type[models.Model]) -> list[Sealed]:
    return [one for one in model._meta.local_concrete_fields if isinstance(one, Sealed)]


def unseal(rows: Sequence[Row]) -> Sequence[Row]:
    """Open every sealed column of rows of one model, with one request for keys a column.

    Shares of content keys stay shut: they are opened with what they open.
    """
    if rows:
        for column in sealed_columns(type(rows[0])):
            if not hasattr(column, "is_key_share"):
                open_all(rows, column)
    return rows


def seal(rows: Sequence[Row]) -> Sequence[Row]:
    """Seal every mapping that was assigned, as `save` would, before a `bulk_create`.

    Raises SubjectErased.
    """
    if rows:
        for column in sealed_columns(type(rows[0])):
            _seal_column(rows, column)
    return rows


def _seal_column(rows: Sequence[models.Model], column: Sealed) -> None:
    clear = [row for row in rows if _is_clear(row.__dict__.get(column.attname))]
    for row, envelope in zip(clear, seal_all(clear, column), strict=True):
        row.__dict__[column.attname] = envelope


def _is_clear(value: object) -> bool:
    return value is not None and not isinstance(value, bytes | Opened)
