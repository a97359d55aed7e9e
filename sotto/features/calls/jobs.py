"""What runs by the clock: numbers of old calls are cut, where the tenant decided so (ENT-30)."""

from datetime import UTC, datetime

from sotto.backbone.jobs import every
from sotto.features.calls.services import cut_old_calls
from sotto.personal_data.actor import acting
from sotto.personal_data.vocabulary import Purpose
from sotto.trust.tenants.queries import all_tenants


@every("33 3 * * *", "calls.cut_old_numbers")
def cut_old_numbers() -> None:
    with acting(purpose=Purpose.RETAIN):
        for tenant in all_tenants():
            cut_old_calls(tenant.pk, now=datetime.now(UTC))
