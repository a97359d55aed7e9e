"""Which tables hold data about people: read off the declarations, never listed by hand."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import Q

from sotto.personal_data.declaration import PersonalData
from sotto.personal_data.fields import Sealed, SealedFile, SubjectField
from sotto.personal_data.vocabulary import Erase, Role


@dataclass(frozen=True)
class Holding:
    """One table that holds data about people."""

    model: type[models.Model]
    declared: PersonalData

    @property
    def label(self) -> str:
        return self.model._meta.label

    @property
    def title(self) -> str:
        """In plain words: Django's plural, spelt as English spells it."""
        plural = str(self.model._meta.verbose_name_plural).capitalize()
        return re.sub(r"([^aeiou])ys$", r"\1ies", re.sub(r"xs$", "xes", plural))

    @property
    def subjects(self) -> list[SubjectField]:
        """The columns that hold the pseudonyms of the people whom a row is about."""
        columns = self.model._meta.local_concrete_fields
        return [one for one in columns if isinstance(one, SubjectField)]

    @property
    def sealed(self) -> list[Sealed]:
        """What it says about people; shares of keys say nothing."""
        columns = self.model._meta.local_concrete_fields
        return [
            one for one in columns if isinstance(one, Sealed) and not hasattr(one, "is_key_share")
        ]

    @property
    def key_shares(self) -> list[Sealed]:
        columns = self.model._meta.local_concrete_fields
        return [one for one in columns if isinstance(one, Sealed) and hasattr(one, "is_key_share")]

    @property
    def files(self) -> list[SealedFile]:
        columns = self.model._meta.local_concrete_fields
        return [one for one in columns if isinstance(one, SealedFile)]

    @property
    def owners(self) -> list[SubjectField]:
        """The columns of those for whose sake a row is kept: all but of mere access."""
        return [one for one in self.subjects if self.declared.erase[one.role] is not Erase.LEAVE]

    @property
    def shared_by(self) -> "list[Holding]":
        """The tables whose rows give people a part in this one's."""
        return [one for one in holdings() if one.refers(one.declared.shares) is self.model]

    @property
    def contains(self) -> "list[Holding]":
        """The tables whose rows are part of this one's."""
        return [one for one in holdings() if one.refers(one.declared.within) is self.model]

    @property
    def access_roles(self) -> set[Role]:
        """What somebody is who sees a row without standing in it."""
        roles = {column.role for by in self.shared_by for column in by.subjects}
        if outer := self.refers(self.declared.within):
            roles |= holding_of(outer).access_roles
            roles |= {column.role for column in holding_of(outer).subjects}
        return roles

    def refers(self, column: str) -> "type[models.Model] | None":
        """The table to which a column refers; None for no column."""
        if not column:
            return None
        related: type[models.Model] | None = self.model._meta.get_field(column).related_model
        return related

    def columns_about(self, role: Role) -> list[str]:
        """The clear columns that are about whoever has this role."""
        return [name for name, about in self.declared.columns.items() if about == role]

    def rows_about(self, subject: UUID) -> "models.QuerySet[models.Model]":
        """Rows in which this person has any role."""
        return self.model._default_manager.filter(self._about(subject))

    def rows_open_to(self, subject: UUID) -> "models.QuerySet[models.Model]":
        """Rows about this person, shared with it, or part of a record that is open to it."""
        where = self._about(subject)
        for by in self.shared_by:
            where |= Q(pk__in=by.rows_about(subject).values(by.declared.shares))
        if outer := self.refers(self.declared.within):
            inside = holding_of(outer).rows_open_to(subject).values("pk")
            where |= Q(**{f"{self.declared.within}__in": inside})
        return self.model._default_manager.filter(where)

    def _about(self, subject: UUID) -> Q:
        where = Q(pk__in=[])
        for column in self.subjects:
            where |= Q(**{column.name: subject})
        return where

    def is_for(self, column: str, mine: Collection[Role]) -> bool:
        """Whether somebody with these roles, or with access alone, is shown a column in full.

        Shown is what is about oneself, about nobody or about all together, and what one was told.
        """
        field = self.model._meta.get_field(column)
        about = getattr(field, "about", (self.declared.columns.get(column),))
        everybodys = all(role is None or not role.name for role in about)
        return column in self.declared.told or everybodys or any(role in mine for role in about)

    def roles_in(self, row: models.Model, subject: UUID) -> set[Role]:
        return {one.role for one in self.subjects if getattr(row, one.name) == subject}


def holding_of(model: type[models.Model]) -> Holding:
    """Raises LookupError for a table that is not about people."""
    for holding in holdings():
        if holding.model is model:
            return holding
    raise LookupError(f"{model._meta.label} holds nothing about people.")


def titles() -> dict[str, str]:
    """Of every table, by its label; in English."""
    return {one.label: one.title for one in holdings()}


def holdings() -> Iterator[Holding]:
    """Every table with data about people, of every installed room."""
    for model in apps.get_models():
        declared = model.__dict__.get("personal_data")
        if isinstance(declared, PersonalData) and model._meta.managed:
            yield Holding(model, declared)
