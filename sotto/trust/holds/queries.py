"""Reads: which holds stand, and which rows they keep. All within the current tenant."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Min, Q, QuerySet

from sotto.personal_data.registry import Holding, holding_of, holdings, titles
from sotto.personal_data.sealed_months import first_month_of
from sotto.trust.access.models import Account
from sotto.trust.holds.models import Hold

Kept = dict[str, set[UUID]]  # Rows, by table.


def in_force() -> QuerySet[Hold]:
    return Hold.objects.filter(lifted_at=None).exclude(approved_at=None)


def unapproved() -> QuerySet[Hold]:
    """Asked for, and neither approved nor taken back."""
    return Hold.objects.filter(lifted_at=None, approved_at=None)


def held_subjects() -> set[UUID]:
    return set(in_force().values_list("owner", flat=True))


def holds() -> QuerySet[Hold]:
    """For the command line, whose user administers the machine; newest first."""
    return Hold.objects.all()


def holds_visible_to(actor: Account) -> QuerySet[Hold]:
    found = Hold.objects.all()
    return found if actor.is_officer else found.none()


def missing_of(hold: Hold) -> dict[str, int]:
    """How many parts of rows it could not keep, by its tables' titles; empty when it keeps all."""
    named = titles()
    return {named.get(label, label): count for label, count in sorted(hold.missing.items())}


def held_in(holding: Holding, holds: Sequence[Hold] | None = None) -> Q:
    """Which rows of a table a hold keeps now, whoever else they are about.

    holds: those in force, where many tables are asked for.
    """
    where = Q(pk__in=[])
    for hold in in_force() if holds is None else holds:
        where |= covered_by(hold, holding)
    return where


def covered_by(hold: Hold, holding: Holding) -> Q:
    """The rows of a table that this hold covers, whether it stands or not."""
    nothing = Q(pk__in=[])
    if hold.retentions and holding.declared.retention.code not in hold.retentions:
        return nothing
    about = nothing
    for column in holding.subjects:
        about |= Q(**{column.name: hold.owner})
    return about & _in_range(hold, holding)


def first_leaf_held() -> int | None:
    """The lowest entry of the audit trail that a hold in force keeps."""
    [trail] = [one for one in holdings() if one.label == "audit.Entry"]
    rows = trail.model._default_manager.filter(held_in(trail))
    first: int | None = rows.aggregate(first=Min("leaf_index"))["first"]
    return first


def rows_held_by(hold: Hold, holding: Holding) -> "QuerySet[Any]":  # Any: of the table's model
    rows: QuerySet[Any] = holding.model._default_manager.filter(covered_by(hold, holding))
    return rows


def held_rows(subject: UUID) -> Kept:
    """Rows in which this person has a role, and which some hold keeps."""
    holds = list(in_force())
    if not holds:
        return {}
    found: Kept = {}
    for holding in holdings():
        rows = holding.rows_about(subject).filter(held_in(holding, holds))
        if ids := set(rows.values_list("pk", flat=True)):
            found[holding.label] = ids
    return found


def spared_rows(subject: UUID) -> Kept:
    """The same, and those that must stand because a held row hangs on them: dark shells then."""
    held = held_rows(subject)
    spared: Kept = defaultdict(set)
    waiting = [(holding, held[holding.label]) for holding in holdings() if holding.label in held]
    while waiting:
        holding, ids = waiting.pop()
        fresh = ids - spared[holding.label]
        spared[holding.label] |= fresh
        if fresh:
            waiting += _parents(holding, fresh)
    return dict(spared)


def _parents(holding: Holding, ids: set[UUID]) -> list[tuple[Holding, set[UUID]]]:
    """What these rows refer to."""
    tables = {one.model for one in holdings()}
    rows = holding.model._default_manager.filter(pk__in=ids)
    found = []
    for column in holding.model._meta.local_concrete_fields:
        if isinstance(column, models.ForeignKey) and column.related_model in tables:
            above = set(rows.values_list(column.attname, flat=True)) - {None}
            found.append((holding_of(column.related_model), above))
    return found


def _in_range(hold: Hold, holding: Holding) -> Q:
    """By the month in which a row was sealed; a table that seals nothing is kept whole."""
    sealed_in = first_month_of(holding)
    if sealed_in is None or (hold.first_month is None and hold.last_month is None):
        return Q()
    rows = holding.model._default_manager.annotate(month_of_hold=sealed_in)
    if hold.first_month is not None:
        rows = rows.filter(Q(month_of_hold__gte=hold.first_month) | Q(month_of_hold=0))
    if hold.last_month is not None:
        rows = rows.filter(month_of_hold__lte=hold.last_month)
    return Q(pk__in=rows.values("pk"))
