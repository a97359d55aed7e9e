"""The declaration that every model carries, and the hook that refuses a model without it.

A column that nobody declared does not start: the check runs when the class is made, before any
table exists (measured on Django 5.2). Requirement PBX-01, ENT-01.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ImproperlyConfigured
from django.db.models.signals import class_prepared

from sotto.personal_data.vocabulary import Basis, Category, Erase, Retention, Role

if TYPE_CHECKING:
    from django.db.models import Field, Model


@dataclass(frozen=True)
class PersonalData:
    """What a table holds about people, why, for how long, and what erasing does.

    columns: every column that does not declare itself (subject, sealed and sealed-file columns do),
    with the role of the person it is about, or None: not personal, said on purpose.
    secrets: columns of `columns` that prove who somebody is; named in exports, never shown.
    source: where the data is from, if not from where its category usually is (Art. 15(1)(g)).
    projection: an UNLOGGED copy in the clear, rebuilt from sealed rows, never in a dump.

    Among several people (PBX-02; docs/subsystems/two-parties.md):
    shares: the reference to the record in which this row gives its person a part: n participants
    are n rows. within: the reference to the record that this one is part of: who has a part in that
    has access to this. told: columns about one that were told to all who have a part or access:
    their archive has them in full, everything else about somebody else is masked.
    """

    category: Category
    purpose: str
    basis: Basis
    retention: Retention
    erase: Mapping[Role, Erase]
    columns: Mapping[str, Role | None] = field(default_factory=dict)
    recipients: tuple[str, ...] = ()
    source: str = ""
    secrets: tuple[str, ...] = ()
    shares: str = ""
    within: str = ""
    told: tuple[str, ...] = ()
    projection: bool = False
    append_only: bool = False


@dataclass(frozen=True)
class NotPersonal:
    """A table about no person. `columns` are listed, so that a new one is thought about."""

    reason: str
    columns: tuple[str, ...]
    projection: bool = False
    append_only: bool = False


Declaration = PersonalData | NotPersonal


class Undeclared(ImproperlyConfigured):
    """A model or column without its declaration."""


def declaration_of(model: "type[Model]") -> Declaration:
    """Raises Undeclared."""
    declared = model.__dict__.get("personal_data")
    if not isinstance(declared, PersonalData | NotPersonal):
        raise Undeclared(
            f"{model._meta.label} says nothing of personal data: give it "
            "`personal_data = PersonalData(…)` or `NotPersonal(…)`."
        )
    return declared


def check(model: "type[Model]") -> None:
    """Raises Undeclared for a missing declaration, an undeclared column, or an unknown one."""
    declared = declaration_of(model)
    columns = {one.name: one for one in model._meta.local_concrete_fields}
    named = set(declared.columns)
    silent = {name for name, one in columns.items() if not _declares_itself(one)}
    if missing := silent - named:
        raise Undeclared(
            f"{model._meta.label}: say of {', '.join(sorted(missing))} whom it is about, "
            "or None, in `personal_data.columns`."
        )
    if unknown := named - silent:
        raise Undeclared(
            f"{model._meta.label}: {', '.join(sorted(unknown))} is declared but is no such column."
        )
    if isinstance(declared, PersonalData):
        _check_roles(model, declared, columns)
        _check_references(model, declared, columns)
        _check_blanks(model, declared, columns)


def _check_roles(
    model: "type[Model]", declared: PersonalData, columns: "Mapping[str, Field[Any, Any]]"
) -> None:
    """Each role has its subject column, and says what erasing does."""
    roles = {one.role for one in columns.values() if hasattr(one, "role")}
    named = {role for role in declared.columns.values() if role is not None}
    about = {role for one in columns.values() for role in getattr(one, "about", ()) if role.name}
    if lost := (named | about) - roles:
        raise Undeclared(
            f"{model._meta.label}: no subject column for {', '.join(role.name for role in lost)}."
        )
    if declared.erase.keys() != roles:
        raise Undeclared(f"{model._meta.label}: `erase` must say what happens for each role.")


def _check_references(
    model: "type[Model]", declared: PersonalData, columns: "Mapping[str, Field[Any, Any]]"
) -> None:
    """`shares` and `within` refer to a record; a tombstone and a share of a key need one."""
    for word in ("shares", "within"):
        name = getattr(declared, word)
        if name and not (name in columns and columns[name].is_relation):
            raise Undeclared(f"{model._meta.label}: `{word}` must name a reference, not {name}.")
    if unknown := set(declared.told) - set(columns):
        raise Undeclared(f"{model._meta.label}: {', '.join(sorted(unknown))} is told, yet missing.")
    if Erase.TOMBSTONE in declared.erase.values() and not declared.within:
        raise Undeclared(f"{model._meta.label}: a tombstone stands `within` something.")
    if any(hasattr(one, "is_key_share") for one in columns.values()) and not declared.shares:
        raise Undeclared(
            f"{model._meta.label}: a share of a key is of the record that it `shares`."
        )


def _check_blanks(
    model: "type[Model]", declared: PersonalData, columns: "Mapping[str, Field[Any, Any]]"
) -> None:
    """What erasing empties can be empty: found now, not when the first person asks."""
    emptied = {role for role, erase in declared.erase.items() if blanks(declared, erase)}
    for name, one in columns.items():
        roles = {getattr(one, "role", None), declared.columns.get(name), *getattr(one, "about", ())}
        if roles & emptied and not one.null:
            raise Undeclared(f"{model._meta.label}: erasing empties {name}, so give it null=True.")


def blanks(declared: PersonalData, erase: Erase) -> bool:
    """Whether the row stays and its person is taken out of it. A row of access goes as a whole."""
    leaves = erase is Erase.LEAVE and not declared.shares
    return leaves or erase in {Erase.ANONYMISE, Erase.TOMBSTONE}


def _declares_itself(column: "Field[Any, Any]") -> bool:
    return column.name in {"id", "tenant"} or hasattr(column, "about") or hasattr(column, "role")


def _refuse_undeclared(sender: "type[Model]", **_: object) -> None:
    own = sender.__module__.startswith("sotto.") and sender._meta.app_label != "tests"
    if own and not sender._meta.abstract and not sender._meta.proxy and sender._meta.managed:
        check(sender)


def install() -> None:
    """Called by the settings, before any model is imported."""
    class_prepared.connect(_refuse_undeclared, dispatch_uid="sotto.personal_data")
