"""Records of several people: what is left of one when a person has been taken out of it.

A record is kept for the sake of those who own it or are named in it: in its own columns, in the
rows that share it, in the records within it. When nobody is left it is deleted, and what it was
within is looked at in turn. Mere access keeps nothing. PBX-02, PBX-70.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db import models
from django.db.models import Exists, OuterRef

from sotto.personal_data import shared
from sotto.personal_data.registry import Holding, holding_of, holdings
from sotto.personal_data.vocabulary import Erase

Model = type[models.Model]
Spared = Mapping[str, Collection[UUID]]  # By table: rows that a legal hold keeps.


@dataclass
class Ties:
    """Records that a person's erasure touches beside its own rows. Read before any row goes.

    shared: of which the person has a share. left: which may be deserted afterwards.
    """

    shared: dict[Model, set[UUID]] = field(default_factory=lambda: defaultdict(set))
    left: dict[Model, set[UUID]] = field(default_factory=lambda: defaultdict(set))


@dataclass
class Settled:
    """files: to be unlinked, and of which table each is. counts: rows deleted, by table."""

    files: dict[UUID, str] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)


def ties_of(subject: UUID, *, spared: Spared) -> Ties:
    ties = Ties()
    for holding in holdings():
        for column in holding.subjects:
            erase = holding.declared.erase[column.role]
            if erase is Erase.KEEP_PSEUDONYM:
                continue
            rows = holding.model._default_manager.filter(**{column.name: subject})
            rows = rows.exclude(pk__in=spared.get(holding.label, ()))
            if record := holding.refers(holding.declared.shares):
                ties.shared[record] |= set(rows.values_list(holding.declared.shares, flat=True))
            if outer := holding.refers(holding.declared.within):
                ties.left[outer] |= set(rows.values_list(holding.declared.within, flat=True))
            if erase is Erase.ANONYMISE:
                ties.left[holding.model] |= set(rows.values_list("pk", flat=True))
    return ties


def settle(ties: Ties) -> Settled:
    """After the person's own rows: shared content by its policy, then what is deserted."""
    settled = Settled()
    for model, records in ties.shared.items():
        settled.files |= dict.fromkeys(shared.settle(model, records), model._meta.label)
    for touched in (ties.shared, ties.left):
        for model, records in touched.items():
            _delete_deserted(holding_of(model), records, settled)
    return settled


def _delete_deserted(holding: Holding, records: Collection[UUID], settled: Settled) -> None:
    """Of these records, those for whose sake nobody is left; then what they were within.

    A tombstone is nobody's: it stands as long as what it is within.
    """
    rows = holding.model._default_manager.filter(pk__in=records)
    outer = holding.refers(holding.declared.within)
    around = set(rows.values_list(holding.declared.within, flat=True)) if outer else set()
    if Erase.TOMBSTONE not in holding.declared.erase.values():
        rows = rows.filter(**{f"{one.name}__isnull": True for one in holding.owners})
        for somebody in _somebody(holding):
            rows = rows.exclude(somebody)
        gone = list(rows.values_list("pk", flat=True))
        settled.files |= dict.fromkeys(_files(holding, gone), holding.label)
        _, counts = holding.model._default_manager.filter(pk__in=gone).delete()
        settled.counts.update({f"{label}: rows deleted": count for label, count in counts.items()})
    if outer:
        _delete_deserted(holding_of(outer), around, settled)


def _somebody(holding: Holding, path: str = "") -> Iterator[Exists]:
    """Conditions: somebody has a part in a record, by a row of its own or in something within."""
    parts = [(one, one.declared.shares) for one in holding.shared_by]
    inner = [(one, one.declared.within) for one in holding.contains]
    for table, reference in (*parts, *inner):
        for column in table.owners:
            yield Exists(
                table.model._default_manager.filter(
                    **{f"{reference}{path}": OuterRef("pk"), f"{column.name}__isnull": False}
                )
            )
    for table, reference in inner:
        yield from _somebody(table, f"__{reference}{path}")


def _files(holding: Holding, records: Collection[UUID], path: str = "pk") -> Iterator[UUID]:
    """Names of the files of these records and of what is within them."""
    rows = holding.model._default_manager.filter(**{f"{path}__in": records})
    for column in holding.files:
        names = rows.exclude(**{column.name: None}).values_list(column.name, flat=True)
        yield from names
    for table in holding.contains:
        reference = table.declared.within
        yield from _files(table, records, reference if path == "pk" else f"{reference}__{path}")
