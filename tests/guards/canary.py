"""Canaries: one row of every declared table, with a marker in every place that a person may fill.

Built from the declarations alone, so that a new room is covered on the day it declares.
"""

import datetime as dt
import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.db import models
from django.utils import timezone

from sotto.personal_data.declaration import declaration_of
from sotto.personal_data.fields import Sealed, SealedFile, SubjectField
from sotto.personal_data.registry import Holding, holdings
from sotto.personal_data.sealed_file import StoredFile
from sotto.personal_data.shared import KeyShare, SharedSealed
from sotto.personal_data.sharing import SharingField
from sotto.personal_data.vocabulary import Role, Sharing
from sotto.trust.tenants.models import Tenant

_NUMBERS = itertools.count(1)
_SMALL = 1 << 15


@dataclass
class Canary:
    """A synthetic person. `markers` are what must be found in its export, and nowhere later."""

    name: str
    subject: UUID = field(default_factory=uuid4)
    markers: set[str] = field(default_factory=set)
    files: int = 0

    def marker(self) -> str:
        made = f"{self.name}-{uuid4().hex}"
        self.markers.add(made)
        return made


def populate(tenant: Tenant, about: Canary, others: Canary) -> int:
    """For each table and each role in it, a row with `about` in that role, `others` elsewhere."""
    made = 0
    for holding in holdings():
        for role in [column.role for column in holding.subjects]:
            make_row(holding, tenant, {role: about}, others)
            made += 1
    return made


def make_row(
    holding: Holding, tenant: Tenant, cast: dict[Role, Canary], others: Canary
) -> models.Model:
    row = holding.model(tenant=tenant)
    playing = {one.role: cast.get(one.role, others) for one in holding.subjects}
    for column in holding.model._meta.local_concrete_fields:
        if column.name not in {"id", "tenant"} and not _has_default(column):
            setattr(row, column.attname, _value(column, tenant, playing, others))
    for stored in holding.files:
        if stored.about:
            _write_file(row, stored, playing)
    row.save(force_insert=True)
    return row


def holding_of_table(model: type[models.Model]) -> Holding:
    """Of a table that holds nothing about people, too."""
    declared: Any = declaration_of(model)  # Any: what holds nothing declares less.
    return Holding(model, declared)


def _value(
    column: "models.Field[Any, Any]", tenant: Tenant, playing: dict[Role, Canary], others: Canary
) -> Any:  # Any: what the column takes.
    match column:
        case SubjectField():
            return playing[column.role].subject
        case SealedFile() | SharedSealed() | KeyShare():
            return None  # What is shared is tried in tests/two_party.
        case SharingField():
            return Sharing.LAST
        case Sealed():
            return dict(_content(column, playing))
        case models.ForeignKey():
            return _referred(column, tenant, playing, others)
    return _plain(column)


def _content(column: Sealed, playing: dict[Role, Canary]) -> Iterator[tuple[str, Any]]:
    for name, kind in column.holds.items():
        about = playing.get(column.about[0])
        if about is None:
            yield name, kind()
        elif kind is dict:
            yield name, {"said": about.marker()}
        else:
            yield name, about.marker() if kind is str else kind()


def _referred(
    column: "models.ForeignKey[Any, Any]",
    tenant: Tenant,
    playing: dict[Role, Canary],
    others: Canary,
) -> UUID | None:
    """A row of the other table, of the same people."""
    if column.null:
        return None
    related = column.related_model
    holding = holding_of_table(related)
    return UUID(str(make_row(holding, tenant, playing, others).pk))


def _plain(column: "models.Field[Any, Any]") -> Any:  # Any: what the column takes.
    if column.null:
        return None
    kinds: list[tuple[type, Any]] = [
        (models.DateTimeField, timezone.now()),
        (models.DateField, timezone.now().date()),
        (models.DurationField, dt.timedelta(seconds=1)),
        (models.BooleanField, False),
        (models.PositiveSmallIntegerField, next(_NUMBERS) % _SMALL),
        (models.SmallIntegerField, next(_NUMBERS) % _SMALL),
        (models.IntegerField, next(_NUMBERS)),  # Some must be unique.
        (models.FloatField, 1.0),
        (models.BinaryField, b"0"),
        (models.JSONField, {}),
        (models.UUIDField, uuid4()),
    ]
    word = f"x{next(_NUMBERS)}"[-(column.max_length or 20) :]  # Some must be unique.
    return next((value for kind, value in kinds if isinstance(column, kind)), word)


def _has_default(column: "models.Field[Any, Any]") -> bool:
    automatic = getattr(column, "auto_now_add", False) or getattr(column, "auto_now", False)
    return bool(automatic or column.has_default() or column.has_db_default())


def _write_file(row: models.Model, column: SealedFile, playing: dict[Role, Canary]) -> None:
    """One content that all of them own: it is shown to each, and goes with any."""
    marker = f"file-{uuid4().hex}"
    for one in {playing[role].subject: playing[role] for role in column.about}.values():
        one.markers.add(marker)
        one.files += 1
    writer = StoredFile(row, column).create()
    writer.write(marker.encode())
    writer.finish()


def secrets_of(tenant: Tenant) -> set[str]:
    """What is named in an archive and not shown, of everybody in the current tenant."""
    found = set()
    for holding in holdings():
        for secret in holding.declared.secrets:
            column, _, name = secret.partition(".")
            for row in holding.model._default_manager.filter(tenant=tenant):
                value = getattr(row, column)
                found.add(value[name] if name else str(value))
    return found


def as_text(values: object) -> str:
    return json.dumps(values, ensure_ascii=False, default=str)
