"""The statements that nobody writes: one for each declared table, read off its declaration.

What is held of whom, why, on which basis, how long, and what erasing does; checked against the
columns that the database really has (PBX-01, ENT-01; Art. 30 GDPR).
"""

from collections.abc import Iterator, Mapping

from django.db import models
from django.utils.translation import gettext, override

from sotto.personal_data.registry import Holding, holdings
from sotto.personal_data.vocabulary import Category
from sotto.personal_data.words import name_of as name_of_column
from sotto.personal_data.words import said
from sotto.trust.document.rules import Chapter, Finding, Statement, Text, none_of
from sotto.trust.document.services.probes.database import rows
from sotto.trust.document.services.probing import probe

_NUMBERS: Mapping[Category, tuple[str, ...]] = {
    Category.PROVISIONING: ("PBX-03", "ENT-03", "APP-02", "UCC-02", "MSP-02"),
    Category.MAINTENANCE: ("PBX-04", "ENT-04"),
    Category.ACTIVITY: ("ENT-05", "APP-03", "UCC-03"),
    Category.CONTENT: ("PBX-05", "APP-04", "UCC-04"),
}


def statements() -> Iterator[Statement]:
    """One for each table about people, in the order of their titles."""
    for holding in sorted(holdings(), key=lambda one: one.label):
        text = Text(_sentence(holding, "en"), _sentence(holding, "de"))
        numbers = ("PBX-01", "ENT-01", *_NUMBERS[holding.declared.category])
        yield Statement(name_of(holding.model), Chapter.PROCESSED, text, numbers, holding.label)


def register_probes() -> None:
    """Once all rooms are loaded."""
    for holding in holdings():
        probe(name_of(holding.model))(_Columns(holding.model))


def name_of(model: type[models.Model]) -> str:
    """Of the statement about a table."""
    return f"processed.{model._meta.label_lower}"


class _Columns:
    """The probe of one table: its columns are those that were declared."""

    def __init__(self, model: type[models.Model]) -> None:
        self._model = model
        self.__qualname__ = f"columns of {model._meta.label}"

    def __call__(self) -> Finding:
        table = self._model._meta.db_table
        found = rows(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass "
            "AND attnum > 0 AND NOT attisdropped",
            [table],
        )
        there = {str(name) for (name,) in found}
        declared = {str(one.column) for one in self._model._meta.local_concrete_fields}
        return none_of(
            [
                *(f"{name} is not declared" for name in there - declared),
                *(f"{name} is missing" for name in declared - there),
            ],
            looked_at=f"{len(there)} columns of {table}",
        )


def _sentence(holding: Holding, language: str) -> str:
    declared = holding.declared
    erase = [
        f"{said(role.name, language)}: {said(deed.value, language)}"
        for role, deed in declared.erase.items()
    ]
    parts = {
        "title": said(holding.title, language),
        "held": ", ".join(name_of_column(one, language) for one in _held(holding)) or "-",
        "purpose": said(declared.purpose, language),
        "basis": said(declared.basis.value, language),
        "kept": said(declared.retention.name, language),
        "erase": "; ".join(erase),
    }
    with override(language):
        sentence = gettext(
            "%(title)s: %(held)s. Purpose: %(purpose)s. Basis: %(basis)s. Retention class: "
            "%(kept)s. On erasure: %(erase)s."
        )
    return (sentence % parts).replace("{", "{{").replace("}", "}}")


def _held(holding: Holding) -> list[str]:
    """The names of what a row holds about people, sealed values and files first."""
    sealed = [name for column in holding.sealed for name in column.holds]
    files = [column.name for column in holding.files]
    clear = [name for name, role in holding.declared.columns.items() if role is not None]
    return list(dict.fromkeys([*sealed, *files, *clear]))
