"""What voice mail does when others report."""

from collections.abc import Iterator

import pytest
from django.db import connection

from sotto.backbone import push
from sotto.features.directory.services import add_person, rebuild_projections
from sotto.features.voicemail.models import Mailbox, Message
from sotto.features.voicemail.queries import mailbox_of
from sotto.personal_data.actor import acting
from sotto.trust.dataprotection.services import erase_subject
from sotto.trust.tenants.models import Tenant
from sotto.trust.tenants.services import open_tenant, within

from .conftest import leave

pytestmark = [pytest.mark.room, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def town_hall(transactional_db: None) -> Iterator[Tenant]:
    """Really committed: only then do other processes hear."""
    with acting():
        tenant = open_tenant(name="Town hall", domain="town.example")
        rebuild_projections()
        yield tenant


def test_erasing_a_caller_takes_its_messages_and_lets_the_lamp_be_looked_at_again(
    town_hall: Tenant,
) -> None:
    with within(town_hall.pk):
        owner = add_person(name="Ada Example", extension="2001")
        mailbox = mailbox_of(owner.pk)
        assert mailbox is not None
        message = leave(mailbox)
    assert message is not None
    heard = push.listen("mailbox_changed", idle=0.5)
    connection.close()
    assert next(heard) is None  # Silence: the message was told before we listened.
    erase_subject(town_hall.pk, message.caller)
    assert next(heard) == owner.pk
    heard.close()
    with within(town_hall.pk):
        assert not Message.objects.exists()
        assert Mailbox.objects.get().pk == mailbox.pk
