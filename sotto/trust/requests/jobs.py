"""Reminders by the clock, every hour: an hour late is early enough for a day."""

from datetime import UTC, datetime

import structlog

from sotto.backbone import jobs
from sotto.personal_data.actor import acting
from sotto.trust.requests.rules import OVERDUE
from sotto.trust.requests.services import remind
from sotto.trust.tenants.queries import all_tenants
from sotto.trust.tenants.services import within

log = structlog.get_logger()


@jobs.every("3 * * * *", "requests.remind")
def remind_officers() -> None:
    with acting():
        for tenant in all_tenants():
            with within(tenant.pk):
                made = remind(now=datetime.now(UTC))
            late = sum(one.day == OVERDUE for one in made)
            if made:
                log.info("requests.reminded", tenant=str(tenant.pk), count=len(made), late=late)
