"""Reminders by the clock, every hour: an hour late is early enough for a day."""

from datetime import UTC, datetime

import structlog

from sotto.backbone import jobs
from sotto.personal_data.actor import acting
from sotto.trust.requests.rules import OVERDUE
from sotto.trust.requests.services import mail_reminders, remind
from sotto.trust.tenants.queries import all_tenants
from sotto.trust.tenants.services import within

log = structlog.get_logger()


@jobs.every("3 * * * *", "requests.remind")
def remind_officers() -> None:
    with acting():
        for tenant in all_tenants():
            now = datetime.now(UTC)
            with within(tenant.pk):
                made = remind(now=now)
            late = sum(one.day == OVERDUE for one in made)
            if made:
                log.info("requests.reminded", tenant=str(tenant.pk), count=len(made), late=late)
            mail_reminders(tenant.pk, now=now)
