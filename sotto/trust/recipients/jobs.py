"""Notices go out by the minute, and at once when one is made."""

from uuid import UUID

from django.utils import timezone

from sotto.backbone import jobs
from sotto.personal_data.actor import acting
from sotto.trust.recipients.services import deliver_due
from sotto.trust.tenants.queries import all_tenants


@jobs.every("* * * * *", "recipients.deliver")
def deliver() -> None:
    """What is due in every tenant; who was away is tried again."""
    with acting():
        for tenant in all_tenants():
            deliver_due(tenant.pk, now=timezone.now())


@jobs.job("recipients.deliver_now")
def deliver_now(*, tenant: str) -> None:
    with acting():
        deliver_due(UUID(tenant), now=timezone.now())
