"""What erasing does to rows, table by table, as each declaration says.

Rows in the database only; the files that they name are returned, to be unlinked once this is
committed. Every file's name is read before the first row goes: a row that falls with another
(CASCADE) must not take the name of its file along.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db import Error, InterfaceError, OperationalError, models, transaction

from sotto.personal_data import parties
from sotto.personal_data.declaration import blanks
from sotto.personal_data.registry import Holding, holdings
from sotto.personal_data.vocabulary import Erase, Role

Spared = Mapping[str, Collection[UUID]]  # By table: rows that a legal hold keeps.
_DEEDS = {
    Erase.ANONYMISE: "rows anonymised",
    Erase.TOMBSTONE: "tombstones set",
    Erase.LEAVE: "access ended",
}


@dataclass
class Cleared:
    """counts: by "table: deed". files: of which table each is. refused: tables, by kind of failure.

    Files are counted by whoever unlinks them: here they are only named.
    """

    counts: Counter[str] = field(default_factory=Counter)
    files: dict[UUID, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)


@transaction.atomic
def clear(subject: UUID, *, spared: Spared) -> Cleared:
    """Each table in a savepoint: one that refuses is tried again last, then noted."""
    cleared = Cleared()
    tables = list(holdings())
    for holding in tables:
        names = _files(holding, subject, spared.get(holding.label, ()))
        cleared.files |= dict.fromkeys(names, holding.label)
    ties = parties.ties_of(subject, spared=spared)
    refused = [one for one in tables if not _try(one, subject, spared, cleared)]
    for holding in refused:
        _try(holding, subject, spared, cleared)
    settled = parties.settle(ties)  # What it shared with others, and what is deserted now.
    cleared.files |= settled.files
    cleared.counts.update(settled.counts)
    cleared.counts = +cleared.counts  # Without the zeros.
    return cleared


def _try(holding: Holding, subject: UUID, spared: Spared, cleared: Cleared) -> bool:
    cleared.refused.pop(holding.label, None)
    try:
        with transaction.atomic():
            done = _clear(holding, subject, spared.get(holding.label, ()))
    except (OperationalError, InterfaceError):
        raise
    except Error as failure:
        cleared.refused[holding.label] = type(failure).__name__
        return False
    cleared.counts.update(done)
    return True


def _files(holding: Holding, subject: UUID, spared: Collection[UUID]) -> Iterator[UUID]:
    """A file goes when anyone goes without whom it can't be opened."""
    columns = {one.role: one.name for one in holding.subjects}
    for file in holding.files:
        for role in file.about:
            rows = holding.model._default_manager.filter(**{columns[role]: subject})
            rows = rows.exclude(**{file.name: None}).exclude(pk__in=spared)
            yield from rows.values_list(file.name, flat=True)


def _clear(holding: Holding, subject: UUID, spared: Collection[UUID]) -> Counter[str]:
    """How many rows of which table went which way."""
    done: Counter[str] = Counter()
    for column in holding.subjects:
        rows = holding.model._default_manager.filter(**{column.name: subject})
        rows = rows.exclude(pk__in=spared) if spared else rows
        erase = holding.declared.erase[column.role]
        if blanks(holding.declared, erase):
            done[f"{holding.label}: {_DEEDS[erase]}"] += rows.update(**_blank(holding, column.role))
        elif erase is not Erase.KEEP_PSEUDONYM:
            done.update(_delete(rows))
    return done


def _delete(rows: "models.QuerySet[models.Model]") -> dict[str, int]:
    """With what hangs on them, each under its own table."""
    return {f"{label}: rows deleted": count for label, count in rows.delete()[1].items()}


def _blank(holding: Holding, role: Role) -> dict[str, None]:
    """Nothing is left of whoever has this role in a row."""
    of_keys = [*holding.sealed, *holding.key_shares, *holding.files]
    sealed = {one.name: None for one in of_keys if role in one.about}
    clear_ = dict.fromkeys(holding.columns_about(role))
    subject = {one.name: None for one in holding.subjects if one.role == role}
    return {**sealed, **clear_, **subject}
