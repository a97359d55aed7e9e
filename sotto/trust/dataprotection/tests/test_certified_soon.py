"""A certificate waits for its proof, and no longer."""

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from sotto.features.directory.services import add_person
from sotto.trust.dataprotection.services import erase_subject
from sotto.trust.dataprotection.tests.test_certificate import two_epochs_on
from sotto.trust.tenants.models import Tenant

pytestmark = pytest.mark.room


def test_it_is_tried_again_as_soon_as_the_trail_is_signed(office: Tenant) -> None:
    ada = add_person(name="Ada Example", extension="2001")
    entry = erase_subject(office.pk, ada.owner)
    waiting = ProcrastinateJob.objects.filter(
        scheduled_at__gt=timezone.now(), args__entry=str(entry.pk)
    )
    assert not waiting.exists()
    two_epochs_on(office, entry)
    assert {job.task_name for job in waiting} == {"dataprotection.advance_erasure"}
