"""Erase somebody: each step committed before the next, so that a crash at any point is resumed."""

from collections.abc import Callable
from uuid import UUID

from sotto.backbone import events
from sotto.personal_data import erasure
from sotto.personal_data.access import count_about
from sotto.personal_data.models import Erasure
from sotto.trust.access.services import forget_names_of
from sotto.trust.audit.services import record
from sotto.trust.dataprotection.events import SubjectDenied, SubjectErased
from sotto.trust.tenants.queries import all_tenants
from sotto.trust.tenants.services import within

Progress = Callable[[str], None]


def erase_subject(tenant: UUID, subject: UUID, *, progress: Progress = lambda _: None) -> Erasure:
    """Erase a person from one tenant. May be repeated: what is done is done.

    Raises KeyringUnavailable; the erasure is then in the ledger and taken up later.
    """
    with within(tenant):
        entry = erasure.begin(tenant, subject)
    progress("denying")
    with within(tenant):
        erasure.deny(entry)
        forget_names_of(subject)
        events.publish(SubjectDenied(tenant, subject))
    progress("destroying the key")
    with within(tenant):
        erasure.destroy_key(entry)
    progress("deleting records and files")
    with within(tenant):
        erasure.delete_records(entry)
        events.publish(SubjectErased(tenant, subject))
        record("dataprotection:person:erased", object_id=entry.pk, subject=subject)
    progress("done")
    return entry


def preview_of(subject: UUID) -> dict[str, int]:
    """What erasing would reach in the current tenant: rows by table. Changes nothing."""
    return count_about(subject)


def resume_erasures() -> int:
    """Finish what a crash cut off, in every tenant. How many there were."""
    finished = 0
    for tenant in all_tenants():
        with within(tenant.pk):
            waiting = erasure.unfinished()
        for entry in waiting:
            erase_subject(tenant.pk, entry.subject)
            finished += 1
    return finished
