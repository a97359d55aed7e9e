"""Erase somebody: asked, approved, and then advanced step by step by whoever gets there first.

Each step is a transaction of its own that holds the ledger's line, so that a crash at any point is
resumed, and two workers at once take turns. PBX-70, ENT-70, MSP-70; Art. 17 GDPR.
"""

import secrets
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import structlog
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone

from sotto.backbone import events, jobs
from sotto.keyring.client import KeyringUnavailable
from sotto.personal_data import erasure
from sotto.personal_data.actor import current_actor
from sotto.personal_data.models import Erasure
from sotto.trust.access.services import rebuild_names
from sotto.trust.audit.services import record
from sotto.trust.dataprotection import queries, rules
from sotto.trust.dataprotection.events import SubjectRestored
from sotto.trust.dataprotection.models import Policy
from sotto.trust.dataprotection.rules.certificate import commitment
from sotto.trust.dataprotection.services import erase_steps
from sotto.trust.dataprotection.services.answers import note_recipients
from sotto.trust.dataprotection.services.errors import AlreadyFinal, GraceRefused, NotWaiting
from sotto.trust.dataprotection.services.preview import CLAIMS, preview_of
from sotto.trust.tenants.queries import all_tenants, customer_behind
from sotto.trust.tenants.services import within

Progress = Callable[[str], None]
_SALT_BYTES = 32
_GRACE_DAYS = range(91)

log = structlog.get_logger()


def choose_grace(tenant: UUID, *, days: int) -> None:
    """How long this tenant's erasures can be cancelled, if nothing else is said."""
    if days not in _GRACE_DAYS:
        raise GraceRefused
    with within(tenant):
        Policy.objects.update_or_create(tenant_id=tenant, defaults={"grace": timedelta(days=days)})
        record("dataprotection:grace:chosen")


def ask_erasure(tenant: UUID, subject: UUID, *, grace: timedelta | None = None) -> Erasure:
    """Write the ledger's line; nothing is erased before somebody approves it.

    grace: how long it can be cancelled after that; None for what the tenant has chosen. One that
    was asked for before is taken up.
    """
    with within(tenant):
        chosen = queries.grace_of(tenant) if grace is None else grace
        entry = erasure.begin(tenant, subject, grace=chosen)
        if entry.approved_at is None:
            record("dataprotection:erasure:asked", object_id=entry.pk, subject=subject)
        return entry


def commit_identity(entry: Erasure, identified_as: str) -> str:
    """Bind the certificate to how the person was identified. The receipt, for the person alone.

    Only a digest is kept, under a random salt that is in the receipt and nowhere else: who holds
    the certificate can't find the number by trying all of them, and the person can prove it.
    Once: a second one would make the first worthless. Raises AlreadyFinal, NotWaiting.
    """
    salt = secrets.token_bytes(_SALT_BYTES)
    digest = commitment(salt, identified_as)
    with within(entry.tenant_id):
        found = erasure.locked(entry.pk)
        if found.final_at is not None:
            raise AlreadyFinal
        if found.identity_digest:
            raise NotWaiting
        found.identity_digest = entry.identity_digest = digest
        found.save()
    return salt.hex()


def approve_erasure(entry: Erasure, *, seen: str | None = None) -> Erasure:
    """Let it begin; in this transaction, and a job takes it up at its commit.

    seen: the token of the dry run that was shown. Raises PreviewStale, PreviewForeign, NotWaiting.
    """
    with within(entry.tenant_id):
        found = erasure.locked(entry.pk)
        if found.approved_at is not None or found.cancelled_at is not None:
            raise NotWaiting
        if seen is not None:
            preview_of(found.subject).refuse_if_grown_since(seen)
        found.approved_at, found.approved_by = timezone.now(), current_actor().id
        found.save()
        record("dataprotection:erasure:approved", object_id=found.pk, subject=found.subject)
        jobs.later("dataprotection.advance_erasure", tenant=found.tenant_id, entry=found.pk)
        return found


@transaction.atomic
def cancel_erasure(entry: Erasure) -> Erasure:
    """Before it was approved, or in its grace: the person is there again as before.

    Raises AlreadyFinal, and NotWaiting when it was cancelled before.
    """
    with within(entry.tenant_id):
        found = erasure.locked(entry.pk)
        if found.is_final or _grace_is_over(found):
            raise AlreadyFinal
        if found.cancelled_at is not None:
            raise NotWaiting
        was_let_go = found.restricted_at is not None and bool(found.grace)
        erasure.cancel(found)
        record("dataprotection:erasure:cancelled", object_id=found.pk, subject=found.subject)
        if was_let_go:
            rebuild_names()
            events.publish(SubjectRestored(found.tenant_id, found.subject))
        return found


def advance_erasure(tenant: UUID, entry: UUID, *, progress: Progress = lambda _: None) -> Erasure:
    """As far as it can go now, a transaction a step.

    Raises KeyringUnavailable, OperationalError: what was done stands, and is taken up later.
    """
    with within(tenant):
        found = erasure.locked(entry)
        erase_steps.mend(found)
    while True:
        with within(tenant):
            found = erasure.locked(entry)
            if not erase_steps.take_next(found):
                return found
        progress([step for step, at in found.times.items() if at is not None][-1])


def advance_erasures() -> int:
    """All of all tenants, as far as they can go now. How many there were to look at.

    One that fails by a mistake of ours is noted, and the others go on.
    """
    looked = 0
    for tenant in all_tenants():
        with within(tenant.pk):
            waiting = [one.pk for one in queries.erasures_to_advance()]
        for entry in waiting:
            _advance_or_note(tenant.pk, entry)
            looked += 1
    return looked


def reopen_deletions() -> list[UUID]:
    """After a hold was lifted: which erasures of the current tenant have to delete once more.

    Those that kept rows for a hold. What they do next ends in a further certificate.
    """
    reopened = []
    for entry in Erasure.objects.select_for_update().exclude(deleted_at=None):
        if any(one["ground"] == CLAIMS for one in entry.kept):
            entry.deleted_at = entry.certified_at = None
            entry.save()
            reopened.append(entry.pk)
    return reopened


def note_told(tenant: UUID, subject: UUID) -> Erasure | None:
    """A recipient was told, or answered: a further certificate says so. The erasure, if any.

    tenant: where the notice is; of a removed customer that is its estate.
    """
    with within(customer_behind(tenant)):
        return _note_told(subject)


def _note_told(subject: UUID) -> Erasure | None:
    entry = Erasure.objects.select_for_update().filter(subject=subject, cancelled_at=None).first()
    if entry is None or entry.told_at is None:
        return None
    entry.certified_at = None
    note_recipients(entry)
    return entry


def erase_subject(tenant: UUID, subject: UUID, *, progress: Progress = lambda _: None) -> Erasure:
    """Everything at once, without a grace. May be repeated: what is done is done.

    Raises KeyringUnavailable; the erasure is then in the ledger and taken up later.
    """
    entry = ask_erasure(tenant, subject, grace=timedelta())
    if entry.approved_at is None:
        entry = approve_erasure(entry)
    return advance_erasure(tenant, entry.pk, progress=progress)


def _advance_or_note(tenant: UUID, entry: UUID) -> None:
    try:
        advance_erasure(tenant, entry)
    except (OperationalError, InterfaceError, KeyringUnavailable):
        raise
    except Exception as failure:  # noqa: BLE001 -- whatever it was, the others must go on.
        kind = type(failure).__name__
        log.warning("dataprotection.erasure_failed", tenant=str(tenant), error=kind)
        with within(tenant):
            found = erasure.locked(entry)
            found.note("inside", "a step of the erasure", why=kind)
            found.save()


def _grace_is_over(entry: Erasure) -> bool:
    if entry.restricted_at is None:
        return False
    return rules.grace_is_over(entry.restricted_at, grace=entry.grace, now=timezone.now())
