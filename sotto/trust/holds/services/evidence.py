"""What a hold keeps, in one archive: for legal claims, and for nothing else."""

import json
import zipfile
from collections.abc import Iterator
from itertools import islice
from typing import Any, BinaryIO

from django.db import models

from sotto.personal_data.access import column_value
from sotto.personal_data.actor import acting, current_actor
from sotto.personal_data.held import open_held, read_held
from sotto.personal_data.registry import Holding, holdings
from sotto.personal_data.sealed_file import StoredFile
from sotto.personal_data.vocabulary import Purpose
from sotto.trust.audit.services import record
from sotto.trust.holds import queries
from sotto.trust.holds.models import Hold
from sotto.trust.holds.services.errors import NotInForce

FORMAT = "sotto held evidence 1"
_AT_ONCE = 1000


def write_evidence(hold: Hold, *, to: BinaryIO) -> int:
    """Everything that it keeps, others' part included. How many items. Audited.

    to: a seekable binary file. Raises NotInForce when the hold does not stand.
    """
    if not hold.is_in_force:
        raise NotInForce
    actor = current_actor()
    record("holds:evidence:written", object_id=hold.pk, subject=hold.owner)
    with (
        acting(actor.id, purpose=Purpose.CLAIMS, interface=actor.interface),
        zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        items = [item for holding in holdings() for item in _items(hold, holding, archive)]
        about = {
            "format": FORMAT,
            "hold": str(hold.pk),
            "not_kept": hold.missing,
            "items": items,
        }
        text = json.dumps(about, ensure_ascii=False, default=str, indent=1)
        archive.writestr("evidence.json", text)
    return len(items)


def _items(hold: Hold, holding: Holding, archive: zipfile.ZipFile) -> Iterator[dict[str, Any]]:
    rows = queries.rows_held_by(hold, holding).order_by("pk").iterator(chunk_size=_AT_ONCE)
    while page := list(islice(rows, _AT_ONCE)):
        for row, opened in zip(page, open_held(hold.pk, holding, page), strict=True):
            values: dict[str, Any] = {  # Any: JSON
                name: "gone" if value.erased else dict(value) for name, value in opened.items()
            }
            yield {
                "table": holding.label,
                "id": str(row.pk),
                "values": values | _clear(holding, row),
                "files": list(_files(hold, holding, row, archive)),
            }


def _clear(holding: Holding, row: models.Model) -> dict[str, Any]:  # Any: JSON
    secrets = holding.declared.secrets
    return {
        name: "set, not shown" if name in secrets else column_value(row, name)
        for name in holding.declared.columns
    }


def _files(
    hold: Hold, holding: Holding, row: models.Model, archive: zipfile.ZipFile
) -> Iterator[str]:
    for column in holding.files:
        reader = read_held(hold.pk, StoredFile(row, column))
        if reader is not None:
            name = f"files/{holding.label}/{row.pk}.{column.name}.{column.suffix}"
            archive.writestr(name, column.show(reader.read()))
            yield name
