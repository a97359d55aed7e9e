"""The keyring and the rooms are told what is denied: at once when it is more, after commit if less.

So a crash, a rollback or an absent keyring leaves too much denied, never too little; the job
`consents.tell_keyring` puts that right.
"""

from functools import partial
from typing import Any
from uuid import UUID

import structlog
from django.db import connection, transaction
from django.utils import timezone

from sotto.backbone import events, jobs
from sotto.keyring.client import KeyringUnavailable
from sotto.personal_data import restrictions
from sotto.personal_data.actor import current_actor
from sotto.personal_data.vocabulary import Purpose
from sotto.trust.consents import queries
from sotto.trust.consents.events import DenialChanged
from sotto.trust.tenants.services import current_tenant, within

log = structlog.get_logger()


@restrictions.denies
def denied_by_its_word(subject: UUID) -> frozenset[Purpose]:
    """This room's part of what the keyring refuses."""
    return queries.denied_to(subject)


def begin(subject: UUID) -> dict[str, Any]:  # Any: columns of several kinds
    """What every deed of this room carries. Deeds about one subject wait for one another."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", (f"consents {subject}",))
    actor = current_actor()
    return {
        "tenant_id": current_tenant(),
        "owner": subject,
        "at": timezone.now(),
        "actor": actor.id,
        "interface": actor.interface,
    }


def deny_at_once(subject: UUID) -> None:
    """Before the transaction ends. Raises KeyringUnavailable: then nothing is recorded."""
    _tell(current_tenant(), subject)


def allow_after_commit(subject: UUID) -> None:
    transaction.on_commit(partial(_tell_or_defer, current_tenant(), subject))


def tell(tenant: UUID, subject: UUID) -> None:
    """Say again what is denied; harmless to repeat. Raises KeyringUnavailable."""
    with within(tenant):
        _tell(tenant, subject)


def _tell(tenant: UUID, subject: UUID) -> None:
    restrictions.apply(tenant, subject)
    denied = frozenset(restrictions.denied_for(subject))
    events.publish(DenialChanged(tenant, subject, denied))


def _tell_or_defer(tenant: UUID, subject: UUID) -> None:
    try:
        tell(tenant, subject)
    except KeyringUnavailable:
        log.warning("consents.keyring_was_away", subject=str(subject))
        jobs.later("consents.tell_keyring", tenant=tenant, subject=subject)
