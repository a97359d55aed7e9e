"""Rows of any declared table, with chosen people in its roles; and what erasing must leave of them.

Built from the declarations alone: a room that declares a table is tried on the same day.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import models

from sotto.personal_data.fields import Sealed, SealedFile, SubjectField
from sotto.personal_data.registry import Holding, holding_of
from sotto.personal_data.shared import SharedFile, SharedSealed, share
from sotto.personal_data.sharing import SharingField
from sotto.personal_data.vocabulary import Erase, Role, Sharing
from sotto.trust.tenants.models import Tenant
from tests.guards.canary import Canary, _has_default, _plain
from tests.two_party.stage import write_file

Players = Mapping[Role, Canary | None]


@dataclass
class Built:
    """One row, and who plays which role in it.

    around: the rows to which it refers, and falls with. beside: who has a part in it by a row of
    its own, or by something within it.
    """

    holding: Holding
    row: models.Model
    players: Players
    around: Sequence["Built"]
    beside: set[UUID] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.join({one.subject for one in self.players.values() if one})

    def join(self, people: set[UUID]) -> None:
        """Whoever has a part in what is within this has a part in this."""
        for outer in self.around:
            outer.beside |= people
            outer.join(people)

    def must_stand(self, erased: UUID) -> bool:
        """The oracle: by the words of the declaration, and by nothing that erasing uses."""
        erase = self.holding.declared.erase
        hit = {erase[role] for role, one in self.players.items() if one and one.subject == erased}
        left = {role for role, one in self.players.items() if one and one.subject != erased}
        if not all(outer.must_stand(erased) for outer in self.around):
            return False
        if Erase.DELETE_ROW in hit or (Erase.LEAVE in hit and self.holding.declared.shares):
            return False
        stands_alone = self.players or not (self.holding.shared_by or self.holding.contains)
        if Erase.TOMBSTONE in hit or (stands_alone and Erase.ANONYMISE not in hit):
            return True
        kept = any(erase[role] is not Erase.LEAVE for role in left)
        return kept or bool(self.beside - {erased})


@dataclass
class Builder:
    """Makes rows in one tenant. `otherwise` plays what must be played and nobody was cast for."""

    tenant: Tenant
    otherwise: Canary
    built: list[Built] = field(default_factory=list)

    def build(self, holding: Holding, cast: Players, beside: Sequence[Canary] = ()) -> None:
        """A row with this cast. beside: who else has a part in what it shares or is within."""
        players = self._completed(holding, cast)
        if not holding.declared.shares:
            built = self._store(holding, players)
            for outer in built.around:
                for by in outer.holding.shared_by:
                    self._seat(by, outer, [dict.fromkeys(roles_of(by), one) for one in beside])
            return
        outer = self._referred(holding, holding.declared.shares, players)
        self._seat(holding, outer, [players, *(dict.fromkeys(players, one) for one in beside)])

    def _seat(self, by: Holding, outer: Built, casts: Sequence[Players]) -> None:
        """Rows that give people a part in a record, and its content key if it has one."""
        rows = [self._row(by, cast, {by.declared.shares: outer}) for cast in casts]
        if by.key_shares:
            share(outer.row, [row for row, _ in rows])
            _fill(outer.row)
        else:
            for row, _ in rows:
                row.save(force_insert=True)
        for (row, around), cast in zip(rows, casts, strict=True):
            self.built.append(Built(by, row, cast, around))

    def _store(self, holding: Holding, players: Players) -> Built:
        row, around = self._row(holding, players, {})
        row.save(force_insert=True)
        self.built.append(Built(holding, row, players, around))
        return self.built[-1]

    def _completed(self, holding: Holding, cast: Players) -> Players:
        """Columns that may not be empty are played by somebody."""
        return {
            one.role: cast.get(one.role) or (None if one.null else self.otherwise)
            for one in holding.subjects
        }

    def _row(
        self, holding: Holding, players: Players, given: Mapping[str, Built]
    ) -> tuple[models.Model, list[Built]]:
        """And the rows to which it refers."""
        row, around = holding.model(tenant=self.tenant), dict(given)
        for column in holding.model._meta.local_concrete_fields:
            if column.name in {"id", "tenant"} or _has_default(column):
                continue
            if column.is_relation and not column.null and column.name not in around:
                around[column.name] = self._referred(holding, column.name, players)
            value = _value(column, players)
            setattr(
                row, column.attname, around[column.name].row.pk if column.name in around else value
            )
        for file in holding.files:
            if file.about and all(players[role] for role in file.about):
                write_file(row, file.name, b"".join(_marker(players, role) for role in file.about))
        return row, list(around.values())

    def _referred(self, holding: Holding, column: str, players: Players) -> Built:
        """A row of the other table, of the same people."""
        related = holding.refers(column)
        assert related is not None
        other = holding_of(related)
        return self._store(other, self._completed(other, players))


def _value(column: "models.Field[Any, Any]", players: Players) -> Any:
    """Any: what the column takes."""
    match column:
        case SubjectField():
            player = players[column.role]
            return player.subject if player else None
        case SharingField():
            return Sharing.LAST
        case SealedFile() | SharedSealed() | models.ForeignKey():
            return None
        case Sealed():
            return _content(column, players)
    return _plain(column)


def _content(column: Sealed, players: Players) -> dict[str, Any] | None:
    """None for a share of a key, and where nobody plays. Any: JSON."""
    [role] = column.about
    player = players.get(role)
    if hasattr(column, "is_key_share") or (role.name and player is None):
        return None
    return {
        name: player.marker() if player and kind is str else kind()
        for name, kind in column.holds.items()
    }


def _marker(players: Players, role: Role) -> bytes:
    player = players[role]
    return player.marker().encode() if player else b""


def _fill(record: models.Model) -> None:
    """What all participants share, now that there is a key."""
    for column in record._meta.local_concrete_fields:
        if isinstance(column, SharedFile):
            write_file(record, column.name, b"said by all")
        elif isinstance(column, SharedSealed):
            values = {name: kind() for name, kind in column.holds.items()}
            setattr(record, column.attname, values)
    record.save()


def roles_of(holding: Holding) -> Iterator[Role]:
    return (column.role for column in holding.subjects)
