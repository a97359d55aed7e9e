"""What runs by the clock: messages go when their owners wanted it (PBX-71)."""

from datetime import UTC, datetime

from sotto.backbone.jobs import every
from sotto.features.voicemail.services import forget_by_choice
from sotto.personal_data.actor import acting
from sotto.personal_data.vocabulary import Purpose
from sotto.trust.tenants.queries import all_tenants


@every("43 3 * * *", "voicemail.forget_by_choice")
def forget_messages() -> None:
    with acting(purpose=Purpose.RETAIN):
        for tenant in all_tenants():
            forget_by_choice(tenant.pk, now=datetime.now(UTC))
