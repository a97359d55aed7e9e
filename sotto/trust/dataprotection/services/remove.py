"""Remove a customer: its people first, then its key, rows and files, and a certificate (ENT-72).

It stands in the ledger like the erasure of a person, under the customer's own id, and its steps
are resumed in the same way. An administrator is erased like everybody else, but for the last one.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from sotto.personal_data import erasure
from sotto.personal_data.actor import current_actor
from sotto.personal_data.models import Erasure
from sotto.personal_data.registry import holdings, titles
from sotto.trust.access.services import owner_who_may_go
from sotto.trust.audit.services import record
from sotto.trust.dataprotection.services.erase import Progress, advance_erasure, erase_subject
from sotto.trust.dataprotection.services.errors import ConfirmationWrong, HoldsStand
from sotto.trust.holds.queries import in_force, unapproved
from sotto.trust.recipients.queries import transfers
from sotto.trust.recipients.services import give_up, is_settled
from sotto.trust.tenants.queries import estates, tenant_by_id
from sotto.trust.tenants.services import within


@dataclass(frozen=True, slots=True)
class TenantPreview:
    """counts: rows by table. titles: the tables in plain words. holds: legal holds that stand.

    awaited: holds that wait for approval. recipients: how many are told that it must be erased.
    """

    confirmation: str
    counts: dict[str, int]
    titles: dict[str, str]
    holds: int
    awaited: int
    recipients: int


def preview_of_tenant(tenant: UUID) -> TenantPreview:
    """What removing a customer would delete. Changes nothing. confirmation: what to type then."""
    with within(tenant):
        counts = {one.label: one.model._default_manager.count() for one in holdings()}
        return TenantPreview(
            confirmation=tenant_by_id(tenant).domain,
            counts={label: count for label, count in counts.items() if count},
            titles=titles(),
            holds=in_force().count(),
            awaited=unapproved().count(),
            recipients=transfers().order_by().values("recipient").distinct().count(),
        )


def remove_tenant(tenant: UUID, *, confirmed: str, progress: Progress = lambda _: None) -> Erasure:
    """There is no way back, and no grace. confirmed: the customer's domain, as it was typed.

    Raises ConfirmationWrong, HoldsStand; KeyringUnavailable: it is taken up later then.
    """
    with within(tenant):
        if confirmed.strip() != tenant_by_id(tenant).domain:
            raise ConfirmationWrong
        if in_force().exists():
            raise HoldsStand
        entry = _approved(tenant)
    return advance_erasure(tenant, entry.pk, progress=progress)


def dissolve_estates(*, now: datetime) -> int:
    """Remove what was kept to tell recipients, once all have answered or had time to. How many.

    An estate goes as a customer does: keys, rows, ledger and certificate. now: aware.
    """
    gone = 0
    for estate in estates():
        with within(estate.pk):
            if Erasure.objects.exists() or not is_settled(now=now):
                continue
            give_up(now=now)
            entry = _approved(estate.pk)
        advance_erasure(estate.pk, entry.pk)
        gone += 1
    return gone


def _approved(tenant: UUID) -> Erasure:
    entry = erasure.begin(tenant, tenant, grace=timedelta())
    if entry.approved_at is None:
        entry.approved_at, entry.approved_by = timezone.now(), current_actor().id
        entry.save()
        record("dataprotection:tenant:removal_approved", object_id=entry.pk)
    return entry


def erase_account(tenant: UUID, account: UUID, *, progress: Progress = lambda _: None) -> Erasure:
    """Erase whoever signs in by this account, everywhere.

    Raises AccountUnknown, LastAdministrator.
    """
    with within(tenant):
        owner = owner_who_may_go(account)
    return erase_subject(tenant, owner, progress=progress)
