"""What runs by the clock: every day's forgetting, taken up hourly until it is done."""

from datetime import UTC, datetime

import structlog

from sotto.backbone.jobs import every
from sotto.keyring.client import KeyringUnavailable
from sotto.personal_data.actor import acting
from sotto.personal_data.vocabulary import Purpose
from sotto.trust.retention import queries, services
from sotto.trust.tenants.queries import all_tenants
from sotto.trust.tenants.services import within
from sotto.web.errors import Refused

log = structlog.get_logger()


@every("13 * * * *", "retention.run")
def run_retention() -> None:
    """Once a day for each tenant; one whose run fails doesn't keep the others waiting."""
    now = datetime.now(UTC)
    with acting(purpose=Purpose.RETAIN):
        for tenant in all_tenants():
            with within(tenant.pk):
                is_done = queries.is_done_for(now.date())
            if is_done:
                continue
            try:
                services.run(tenant.pk, now=now)
                log.info("retention.run_finished", tenant=str(tenant.pk))
            except (Refused, KeyringUnavailable) as refusal:
                kind = type(refusal).__name__
                log.warning("retention.run_waits", tenant=str(tenant.pk), kind=kind)
