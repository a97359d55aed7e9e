"""Makes rows as old as a test needs them: sealed in a month of the past, with their files."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import models

from sotto.keyring.periods import Period
from sotto.personal_data.fields import Sealed
from sotto.personal_data.registry import holding_of
from sotto.personal_data.resealing import reseal_in
from sotto.personal_data.sealed_file import SealedWriter, StoredFile, path_of


def sealed_on(day: date, rows: Sequence[models.Model]) -> None:
    """As if the clock had shown that day when these rows of one table were stored."""
    model = type(rows[0])
    holding = holding_of(model)
    period = Period.of(holding.declared.retention.code, day)
    for column in [one for one in model._meta.local_concrete_fields if isinstance(one, Sealed)]:
        full = [row for row in rows if row.__dict__[column.attname] is not None]
        contents = [dict(getattr(row, column.name)) for row in full]
        envelopes = reseal_in(full, column, contents, [period] * len(full))
        for row, envelope in zip(full, envelopes, strict=True):
            model._default_manager.filter(pk=row.pk).update(**{column.name: envelope})
    for row in rows:
        for stored in [StoredFile(row, column) for column in holding.files]:
            _seal_file(stored, period)


def _seal_file(stored: StoredFile, period: Period) -> None:
    row: Any = stored.row
    name = getattr(row, stored.column.attname)
    reader = stored.open_()
    assert reader is not None
    content = reader.read()
    path = path_of(row.tenant_id, name)
    path.unlink()
    writer = SealedWriter(name, path, stored._lock(period), period)
    writer.write(content)
    writer.finish()
