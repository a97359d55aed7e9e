"""People who play parts in records, and the evidence of what is left of each."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models

from sotto.personal_data.access import items_about
from sotto.personal_data.fields import SealedFile
from sotto.personal_data.registry import Holding, holdings
from sotto.personal_data.sealed_file import StoredFile, path_of
from sotto.personal_data.vocabulary import Erase
from sotto.trust.dataprotection.services import erase_subject
from sotto.trust.tenants.models import Tenant
from tests.guards.canary import Canary, as_text
from tests.rows import stored_in


@dataclass
class Stage:
    """One tenant with people under single letters; made when they are first named."""

    tenant: Tenant
    people: dict[str, Canary] = field(default_factory=dict)

    def person(self, letter: str) -> Canary:
        return self.people.setdefault(letter, Canary(letter))

    def subject(self, letter: str) -> UUID:
        return self.person(letter).subject

    def letter_of(self, subject: UUID | None) -> str:
        return next(letter for letter, one in self.people.items() if one.subject == subject)

    def erase(self, letter: str) -> None:
        erase_subject(self.tenant.pk, self.subject(letter))

    def archive_of(self, letter: str) -> str:
        """All that an archive of this person would be made of, as one text."""
        texts = []
        for item in items_about(self.subject(letter)):
            texts.append(as_text({"roles": item.roles, "values": item.values}))
            texts += [content_of(file).decode(errors="replace") for file in item.files]
        return "\n".join(texts)


def write_file(row: models.Model, column: str, content: bytes) -> None:
    writer = StoredFile.of(row, column).create()
    writer.write(content)
    writer.finish()


def content_of(stored: StoredFile) -> bytes:
    """What opens of a file; nothing when it does not."""
    reader = stored.open_()
    return b"" if reader is None else reader.read()


@dataclass(frozen=True)
class Part:
    """One sealed thing of one row: of whom it is, and its bytes as they lay there."""

    row: models.Model = field(repr=False)
    column: str
    about: frozenset[UUID]
    raw: bytes
    is_share: bool = False  # Of a key: nobody's own, and goes with what it opens.

    @property
    def key(self) -> tuple[str, UUID, str]:
        return self.row._meta.label, self.row.pk, self.column


def parts_in(tenant: UUID) -> Iterator[Part]:
    """Every envelope and every file of every table, with the people whom it is about."""
    for holding in holdings():
        for row in holding.model._default_manager.all():
            for column in (*holding.sealed, *holding.key_shares):
                raw = row.__dict__.get(column.attname)
                if raw is not None:
                    people = _people(holding, row, column)
                    yield Part(row, column.name, people, bytes(raw), column in holding.key_shares)
            for file in holding.files:
                name = getattr(row, file.attname)
                if name is not None and path_of(tenant, name).exists():
                    raw = path_of(tenant, name).read_bytes()
                    yield Part(row, file.name, _people(holding, row, file), raw)


def _people(holding: Holding, row: models.Model, column: Any) -> frozenset[UUID]:
    columns = {one.role: one.attname for one in holding.subjects}
    found = (getattr(row, columns[role]) for role in column.about if role.name)
    return frozenset(one for one in found if one is not None)


def expect_nothing_of(stage: Stage, letter: str, before: list[Part], _: set[UUID]) -> None:
    """No row names the erased, no byte of theirs is left, and a copy that comes back stays shut.

    Where a dead pseudonym is kept, what was sealed for it may lie there: it stays shut as well.
    """
    subject = stage.subject(letter)
    keeping = {one.label for one in holdings() if _keeps_pseudonyms(one)}
    named = {one.label for one in holdings() if one.rows_about(subject).exists()}
    assert named <= keeping
    theirs = [part for part in before if subject in part.about]
    left = {part.raw for part in parts_in(stage.tenant.pk)}
    assert {part.key[0] for part in theirs if part.raw in left} <= keeping
    assert not {part.raw for part in theirs} & set(_files_on_disk(stage.tenant.pk))
    for part in theirs:
        assert not opens(stage.tenant.pk, part), part.key


def _keeps_pseudonyms(holding: Holding) -> bool:
    return Erase.KEEP_PSEUDONYM in holding.declared.erase.values()


def expect_all_of(stage: Stage, letter: str, before: list[Part], erased: set[UUID]) -> None:
    """What is about the living alone, in rows that stand, is as it was, to the bit."""
    subject = stage.subject(letter)
    after = {part.key: part.raw for part in parts_in(stage.tenant.pk)}
    standing = {(label, pk) for label, pk, _ in after}
    alone = [one for one in before if not one.about & erased and not one.is_share]
    theirs = [one for one in alone if subject in one.about]
    for part in theirs:
        assert (*part.key[:2],) not in standing or after.get(part.key) == part.raw, part.key
    archive = stage.archive_of(letter)
    gone = [one for one in stage.people.values() if one.subject in erased]
    assert not [marker for one in gone for marker in one.markers if marker in archive]


def opens(tenant: UUID, part: Part) -> bool:
    """Whether a copy of a row, as a backup may have it, still opens."""
    column = part.row._meta.get_field(part.column)
    if not isinstance(column, SealedFile):
        copy = type(part.row)(**{one.attname: getattr_raw(part.row, one) for one in _fields(part)})
        return not getattr(copy, part.column).erased
    path = path_of(tenant, getattr(part.row, column.attname))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(part.raw)
    try:
        return bool(content_of(StoredFile(part.row, column)))
    finally:
        path.unlink()


def _fields(part: Part) -> Any:
    return part.row._meta.local_concrete_fields


def getattr_raw(row: models.Model, column: Any) -> Any:
    return row.__dict__.get(column.attname)


def _files_on_disk(tenant: UUID) -> Iterator[bytes]:
    folder: Path = settings.SOTTO.files_dir / tenant.hex
    return (path.read_bytes() for path in folder.glob("*/*"))


def rows_as_text() -> str:
    """Every row of every table with data about people, as PostgreSQL prints it."""
    return "\n".join(stored_in(holding.model._meta.db_table) for holding in holdings())
