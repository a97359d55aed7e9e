"""What takes longer than somebody waits."""

from uuid import UUID

from sotto.backbone.jobs import job
from sotto.personal_data.actor import acting
from sotto.personal_data.vocabulary import Purpose
from sotto.trust.audit import queries
from sotto.trust.audit.services import run_verification
from sotto.trust.tenants.services import within


@job("audit.verify")
def verify(tenant: str, verification: str) -> None:
    """Verify a long trail; how far it is can be read meanwhile."""
    with acting(purpose=Purpose.VERIFY):
        with within(UUID(tenant)):
            asked = queries.verification_by_id(UUID(verification))
        if asked is not None and asked.finished_at is None:
            run_verification(asked)
