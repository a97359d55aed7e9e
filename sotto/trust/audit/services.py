"""The one function through which entries come to be."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sotto.personal_data.actor import current_actor
from sotto.trust.audit.models import Entry
from sotto.trust.audit.rules import Decision, is_action
from sotto.trust.tenants.services import current_tenant


@dataclass(frozen=True, slots=True)
class Deed:
    """`action` reads room:thing:deed; `subject` is the pseudonym of whom it concerned."""

    action: str
    object_id: UUID | None = None
    subject: UUID | None = None
    decision: Decision = Decision.ALLOWED


def record(
    action: str,
    *,
    object_id: UUID | None = None,
    subject: UUID | None = None,
    decision: Decision = Decision.ALLOWED,
) -> None:
    """Append an entry about the current actor and tenant, in the current transaction."""
    record_all([Deed(action, object_id, subject, decision)])


def record_all(deeds: Sequence[Deed]) -> None:
    """Append many entries at once."""
    actor, tenant = current_actor(), current_tenant()
    if not all(is_action(deed.action) for deed in deeds):
        raise ValueError("An action reads room:thing:deed in small letters.")
    Entry.objects.bulk_create(
        Entry(
            tenant_id=tenant,
            actor=actor.id,
            owner=deed.subject,
            action=deed.action,
            object_id=deed.object_id,
            interface=actor.interface,
            decision=deed.decision,
        )
        for deed in deeds
    )
