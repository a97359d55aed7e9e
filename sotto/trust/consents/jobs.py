"""What is denied is said to the keyring again: after it was away, or restored from an older day."""

from uuid import UUID

from sotto.backbone import jobs
from sotto.personal_data.actor import acting
from sotto.trust.consents.queries import subjects_who_said
from sotto.trust.consents.services import tell
from sotto.trust.tenants.queries import all_tenants
from sotto.trust.tenants.services import within


@jobs.job("consents.tell_keyring")
def tell_keyring(*, tenant: str, subject: str) -> None:
    with acting():
        tell(UUID(tenant), UUID(subject))


@jobs.every("11 * * * *", "consents.tell_keyring_all")
def tell_keyring_all() -> None:
    with acting():
        for tenant in all_tenants():
            with within(tenant.pk):
                subjects = subjects_who_said()
            for subject in subjects:
                tell(tenant.pk, subject)
