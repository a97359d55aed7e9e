"""Rows of the database as the bytes that stand in the tree."""

from collections.abc import Iterator

from django.db import connection

from sotto.trust.audit.models import Entry
from sotto.trust.audit.rules.leaf import Leaf

_AT_ONCE = 5000
_COLUMNS = (
    "leaf_index",
    "id",
    "tenant_id",
    "sequence",
    "at",
    "actor",
    "owner",
    "action",
    "object_id",
    "interface",
    "decision",
    "about_owner",
    "facts",
)
_SELECT = (
    f"SELECT {', '.join(_COLUMNS)} FROM audit_entry "  # noqa: S608 -- fixed names.
    "WHERE leaf_index BETWEEN %s AND %s ORDER BY leaf_index, sequence"
)
_ALL = 2**63  # More than a bigint holds.


def leaves_between(first: int = -_ALL, end: int = _ALL) -> Iterator[tuple[int, bytes]]:
    """Index and bytes of the current tenant's integrated entries, in order; without limits, all.

    Within a transaction: they are fetched as they are needed.
    """
    with connection.chunked_cursor() as cursor:
        cursor.execute(_SELECT, (first, end - 1))
        while rows := cursor.fetchmany(_AT_ONCE):
            for row in rows:
                values = [*row[1:-2], row[-2] or row[-1]]
                yield row[0], Leaf(*values).to_bytes()


def leaf_of(entry: Entry) -> Leaf:
    detail = entry.__dict__["about_owner"] or entry.__dict__["facts"]
    return Leaf(
        entry.pk,
        entry.tenant_id,
        entry.sequence,
        entry.at,
        entry.actor,
        entry.owner,
        entry.action,
        entry.object_id,
        entry.interface,
        entry.decision,
        detail,
    )
