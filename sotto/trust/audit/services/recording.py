"""The one function through which entries come to be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.db import connection

from sotto.personal_data.actor import current_actor
from sotto.personal_data.keys import SubjectErased
from sotto.personal_data.records import seal
from sotto.trust.audit.models import Entry
from sotto.trust.audit.rules import DETAIL_BYTES, Decision, is_action
from sotto.trust.tenants.services import current_tenant

_INSERT_ONE = """
INSERT INTO audit_entry
    (tenant_id, actor, interface, id, owner, action, object_id, decision, about_owner, facts)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
# Arrays, so that ten thousand entries are one statement; COPY knows no row-level security.
_INSERT = """
INSERT INTO audit_entry
    (id, tenant_id, actor, interface, owner, action, object_id, decision, about_owner, facts)
SELECT id, %s, %s, %s, owner, action, object_id, decision, about_owner, facts
FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::uuid[], %s::text[], %s::bytea[], %s::bytea[])
AS deed (id, owner, action, object_id, decision, about_owner, facts)
"""


@dataclass(frozen=True, slots=True)
class Deed:
    """`action` reads room:thing:deed; `subject` is the pseudonym of whom it concerned.

    detail: JSON; sealed under the subject's key, or the period's without one. Of a subject who is
    erased no detail is kept.
    """

    action: str
    object_id: UUID | None = None
    subject: UUID | None = None
    decision: Decision = Decision.ALLOWED
    detail: Mapping[str, object] | None = None


def record(
    action: str,
    *,
    object_id: UUID | None = None,
    subject: UUID | None = None,
    decision: Decision = Decision.ALLOWED,
    detail: Mapping[str, object] | None = None,
) -> None:
    """Append an entry about the current actor and tenant, in the current transaction.

    Only a detail needs the keyring. Raises KeyringUnavailable.
    """
    record_all([Deed(action, object_id, subject, decision, detail)])


def record_all(deeds: Sequence[Deed]) -> None:
    """Append many entries at once, in this order."""
    actor, tenant = current_actor(), current_tenant()
    if not all(map(is_action, {deed.action for deed in deeds})):
        raise ValueError("An action reads room:thing:deed in small letters.")
    ids = [uuid4() for _ in deeds]
    details = _sealed(tenant, list(zip(ids, deeds, strict=True)))
    columns: tuple[list[Any], ...] = (  # Any: a column each.
        ids,
        [deed.subject for deed in deeds],
        [deed.action for deed in deeds],
        [deed.object_id for deed in deeds],
        [str(deed.decision) for deed in deeds],
        [details.get(one) if deed.subject else None for one, deed in zip(ids, deeds, strict=True)],
        [None if deed.subject else details.get(one) for one, deed in zip(ids, deeds, strict=True)],
    )
    by = (tenant, actor.id, str(actor.interface))
    with connection.cursor() as cursor:
        if len(deeds) == 1:  # As most are: half the work for PostgreSQL.
            cursor.execute(_INSERT_ONE, (*by, *(column[0] for column in columns)))
        else:
            cursor.execute(_INSERT, (*by, *columns))


def _sealed(tenant: UUID, deeds: Sequence[tuple[UUID, Deed]]) -> dict[UUID, bytes]:
    """The details' envelopes, by the entry's id."""
    rows = [_row(tenant, name, deed) for name, deed in deeds if deed.detail is not None]
    return {row.pk: envelope for row in _seal(rows) if (envelope := _envelope(row))}


def _row(tenant: UUID, name: UUID, deed: Deed) -> Entry:
    column = {"about_owner" if deed.subject else "facts": {"detail": dict(deed.detail or {})}}
    return Entry(id=name, tenant_id=tenant, owner=deed.subject, **column)


def _seal(rows: Sequence[Entry]) -> Sequence[Entry]:
    try:
        return seal(rows)
    except SubjectErased:
        return [row for row in rows if _is_sealed(row)]


def _is_sealed(row: Entry) -> bool:
    try:
        seal([row])
    except SubjectErased:
        return False
    return True


def _envelope(row: Entry) -> bytes | None:
    """As the row holds it: reading the attribute would open it."""
    envelope: bytes | None = row.__dict__["about_owner"] or row.__dict__["facts"]
    if envelope is not None and len(envelope) > DETAIL_BYTES:
        raise ValueError("The detail of an entry is too long.")
    return envelope
