"""Recipients of each kind, and somebody whose data went to them."""

from uuid import UUID, uuid4

import pytest

from sotto.personal_data.vocabulary import Category
from sotto.trust.recipients.models import Recipient, Transfer
from sotto.trust.recipients.rules import Channel, Ground
from sotto.trust.recipients.services import add_recipient, record_transfer
from sotto.trust.tenants.models import Tenant

MAIL, HOOK = "privacy@recipient.example", "https://recipient.example/hooks"


def add(channel: Channel, address: str = "", name: str = "Payroll Ltd") -> Recipient:
    made = add_recipient(
        name=name,
        purpose="pay wages",
        channel=channel,
        ground=Ground.CONTRACT,
        address=address,
        categories=[Category.PROVISIONING],
        country="FR",
    )
    return made.recipient


@pytest.fixture
def subject(office: Tenant) -> UUID:
    return uuid4()


@pytest.fixture
def by_mail(office: Tenant, subject: UUID) -> Transfer:
    return record_transfer(add(Channel.EMAIL, MAIL).pk, subject)


@pytest.fixture
def by_webhook(office: Tenant, subject: UUID) -> Transfer:
    return record_transfer(add(Channel.WEBHOOK, HOOK, "Billing SA").pk, subject)


@pytest.fixture
def by_hand(office: Tenant, subject: UUID) -> Transfer:
    return record_transfer(add(Channel.MANUAL, name="The works council").pk, subject)
