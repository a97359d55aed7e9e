"""Columns that know whom they are about: the subject's pseudonym, and what is sealed under it."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.exceptions import FieldError
from django.db import models
from typing_extensions import override

from sotto.keyring.periods import Period
from sotto.personal_data import envelope, keys
from sotto.personal_data.declaration import PersonalData, declaration_of
from sotto.personal_data.envelope import Place
from sotto.personal_data.vocabulary import Role

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper


class Opened(Mapping[str, Any]):  # Any: JSON values
    """What was in an envelope. `erased`: the person is gone, every value reads None.

    `restricted`: it may not be opened for this purpose for now; every value reads None, too.
    """

    __slots__ = ("_content", "restricted")

    def __init__(self, content: Mapping[str, Any] | None, *, restricted: bool = False) -> None:
        self._content = content
        self.restricted = restricted

    @property
    def erased(self) -> bool:
        return self._content is None and not self.restricted

    @override
    def __getitem__(self, name: str) -> Any:
        return None if self._content is None else self._content[name]

    @override
    def __iter__(self) -> Any:
        return iter(self._content or ())

    @override
    def __len__(self) -> int:
        return len(self._content or ())

    @override
    def __repr__(self) -> str:
        return "<Opened>"  # Never its content: this may end in a traceback.


ERASED = Opened(None)
RESTRICTED = Opened(None, restricted=True)


class PlainInMigrations(models.Field):  # type: ignore[type-arg]
    """Migrations must not depend on the vocabulary: there the column is what it is in the table."""

    plain: "type[models.Field[Any, Any]]"

    @override
    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, _, args, options = super().deconstruct()
        return name, f"django.db.models.{self.plain.__name__}", args, options

    @override
    def clone(self) -> Any:
        _, _, args, options = self.deconstruct()
        return self.plain(*args, **options)


class UnderSubjects(PlainInMigrations):
    """Opens while all the people live whom a column is about."""

    about: tuple[Role, ...]

    def ciphers(
        self,
        rows: Sequence[models.Model],
        periods: Sequence[Period],
        *,
        places: Sequence[Place] = (),
        create: bool = False,
    ) -> list[AESGCM | None]:
        """One for each row; None where a person is erased. Raises KeyringUnavailable.

        places: of the rows, where they are known already.
        """
        places = places or places_of(rows, self)
        return keys.ciphers(list(zip(places, periods, strict=True)), create=create)

    def restricted(self, rows: Sequence[tuple[models.Model, Period]]) -> set[UUID]:
        """Which of these rows, that do not open now, would open for another purpose."""
        places = {(place_of(row, self), period): row.pk for row, period in rows}
        return {places[one] for one in keys.restricted(list(places))}


class SubjectField(PlainInMigrations, models.UUIDField):  # type: ignore[type-arg]
    """The pseudonym of the person who has `role` in this record."""

    plain = models.UUIDField

    def __init__(self, role: Role, **options: Any) -> None:
        self.role = role
        options.setdefault("db_index", True)
        super().__init__(**options)


class _SealedAttribute:
    """Opens on reading; keeps what was opened with the row it came from."""

    def __init__(self, column: "Sealed") -> None:
        self._column = column

    def __get__(self, row: models.Model | None, owner: type[models.Model]) -> Any:
        if row is None:
            return self
        value = row.__dict__.get(self._column.attname)
        if isinstance(value, bytes):
            opened = row.__dict__.get(_opened(self._column))
            value = open_all([row], self._column)[0] if opened is None else opened
        return ERASED if value is None else value

    def __set__(self, row: models.Model, value: Any) -> None:
        row.__dict__.pop(_opened(self._column), None)
        row.__dict__[self._column.attname] = value


class Sealed(UnderSubjects, models.BinaryField):  # type: ignore[type-arg]
    """All that one row holds about one person, in one envelope.

    holds: the names and types of the values. Assign a mapping, read an `Opened`. `PERIOD` as
    `about` seals under the period's key alone: facts about nobody in particular.
    """

    plain = models.BinaryField

    def __init__(self, *, about: Role, holds: Mapping[str, type], **options: Any) -> None:
        self.about = (about,)
        self.holds = dict(holds)
        super().__init__(**options)

    @override
    def contribute_to_class(self, cls: type[models.Model], name: str, *args: Any) -> None:
        super().contribute_to_class(cls, name, *args)
        setattr(cls, self.attname, _SealedAttribute(self))

    @override
    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = model_instance.__dict__.get(self.attname)
        if value is None or isinstance(value, bytes):
            return value
        sealed = seal_all([model_instance], self)[0]
        model_instance.__dict__[self.attname] = sealed
        model_instance.__dict__[_opened(self)] = Opened(dict(value))
        return sealed

    @override
    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        raise FieldError(f"{self.name} is sealed: it can't be searched or compared.")

    @override
    def get_db_prep_value(
        self, value: Any, connection: "BaseDatabaseWrapper", prepared: bool = False
    ) -> Any:
        if value is not None and not isinstance(value, bytes):
            raise FieldError(f"{self.name} is sealed when its row is saved, not in an update().")
        return super().get_db_prep_value(value, connection, prepared)


class SealedFile(UnderSubjects, models.UUIDField):  # type: ignore[type-arg]
    """The name of a sealed file (`sealed_file`), readable while all of `about` live.

    show: turns what is stored into what a person plays or reads; suffix: of that file's name.
    """

    plain = models.UUIDField

    def __init__(
        self,
        *,
        about: Sequence[Role],
        show: Callable[[bytes], bytes] = bytes,
        suffix: str = "bin",
        **options: Any,
    ) -> None:
        self.about = tuple(about)
        self.show = show
        self.suffix = suffix
        options.setdefault("null", True)
        super().__init__(**options)


def open_all(rows: Sequence[models.Model], column: Sealed) -> list[Opened]:
    """Open one column of many rows with one request for keys. Damaged: raises EnvelopeDamaged."""
    waiting = [row for row in rows if isinstance(row.__dict__.get(column.attname), bytes)]
    sealed = [row.__dict__[column.attname] for row in waiting]
    periods = [envelope.Header.from_bytes(raw).period for raw in sealed]
    places = places_of(waiting, column)
    ciphers = column.ciphers(waiting, periods, places=places)
    shut = [
        (row, period)
        for row, period, key in zip(waiting, periods, ciphers, strict=True)
        if key is None
    ]
    restricted = column.restricted(shut) if shut else set()
    name = _opened(column)
    for row, raw, cipher, place in zip(waiting, sealed, ciphers, places, strict=True):
        if cipher is not None:
            row.__dict__[name] = Opened(envelope.open_(cipher, raw, place))
        else:
            row.__dict__[name] = RESTRICTED if place.row in restricted else ERASED
    return [row.__dict__.get(name, ERASED) for row in rows]


def seal_all(rows: Sequence[models.Model], column: Sealed) -> list[bytes]:
    """Seal one column of many rows with one request for keys. Raises SubjectErased."""
    periods = [period_of(row) for row in rows]
    places = places_of(rows, column)
    ciphers = column.ciphers(rows, periods, places=places, create=True)
    sealed = []
    for row, cipher, place, period in zip(rows, ciphers, places, periods, strict=True):
        if cipher is None:
            raise keys.SubjectErased
        content = _checked(column, row.__dict__[column.attname])
        sealed.append(envelope.seal(cipher, content, place, period))
    return sealed


def place_of(row: models.Model, column: "models.Field[Any, Any]") -> Place:
    """Where this row's envelope belongs."""
    return places_of([row], column)[0]


def places_of(rows: Sequence[models.Model], column: "models.Field[Any, Any]") -> list[Place]:
    """Of many rows of one model."""
    if not rows:
        return []
    roles: Sequence[Role] = getattr(column, "about", ())
    names = [role.name for role in roles if role.name]
    label = f"{rows[0]._meta.label}.{column.name}"
    return [
        Place(row.tenant_id, label, row.pk, tuple([getattr(row, name) for name in names]))  # type: ignore[attr-defined] # Every row of ours has a tenant.
        for row in rows
    ]


def period_of(row: models.Model) -> Period:
    """The period in which a row is sealed now: its retention class, and the month if it has one."""
    declared = declaration_of(type(row))
    if not isinstance(declared, PersonalData):
        raise FieldError(f"{row._meta.label} is declared not personal, yet it seals.")
    if declared.retention.monthly:
        return Period.of(declared.retention.code, keys.today())
    return Period.standing(declared.retention.code)


def _checked(column: Sealed, content: Mapping[str, Any]) -> dict[str, Any]:
    """Exactly the declared names; values of the declared types, or None."""
    if content.keys() != column.holds.keys():
        raise FieldError(f"{column.name} holds {sorted(column.holds)}: neither more nor less.")
    for name, kind in column.holds.items():
        if content[name] is not None and not isinstance(content[name], kind):
            raise FieldError(f"{column.name}: {name} must be {kind.__name__}.")
    return dict(content)


def _opened(column: Sealed) -> str:
    return f"_opened_{column.attname}"
