"""Which tables hold data about people: read off the declarations, never listed by hand."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import Q

from sotto.personal_data.declaration import PersonalData
from sotto.personal_data.fields import Sealed, SealedFile, SubjectField
from sotto.personal_data.vocabulary import Role


@dataclass(frozen=True)
class Holding:
    """One table that holds data about people."""

    model: type[models.Model]
    declared: PersonalData

    @property
    def label(self) -> str:
        return self.model._meta.label

    @property
    def subjects(self) -> list[SubjectField]:
        """The columns that hold the pseudonyms of the people whom a row is about."""
        columns = self.model._meta.local_concrete_fields
        return [one for one in columns if isinstance(one, SubjectField)]

    @property
    def sealed(self) -> list[Sealed]:
        columns = self.model._meta.local_concrete_fields
        return [one for one in columns if isinstance(one, Sealed)]

    @property
    def files(self) -> list[SealedFile]:
        columns = self.model._meta.local_concrete_fields
        return [one for one in columns if isinstance(one, SealedFile)]

    def columns_about(self, role: Role) -> list[str]:
        """The clear columns that are about whoever has this role."""
        return [name for name, about in self.declared.columns.items() if about == role]

    def rows_about(self, subject: UUID) -> "models.QuerySet[models.Model]":
        """Rows in which this person has any role."""
        where = Q(pk__in=[])
        for column in self.subjects:
            where |= Q(**{column.name: subject})
        return self.model._default_manager.filter(where)

    def roles_in(self, row: models.Model, subject: UUID) -> set[Role]:
        return {one.role for one in self.subjects if getattr(row, one.name) == subject}


def holdings() -> Iterator[Holding]:
    """Every table with data about people, of every installed room."""
    for model in apps.get_models():
        declared = model.__dict__.get("personal_data")
        if isinstance(declared, PersonalData) and model._meta.managed:
            yield Holding(model, declared)
