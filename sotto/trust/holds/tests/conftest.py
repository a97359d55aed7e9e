"""Somebody of whom there is something to hold."""

import pytest

from sotto.features.calls.services import record_reports
from sotto.features.calls.tests.test_services import ended
from sotto.features.directory.models import Person
from sotto.features.directory.services import add_person
from sotto.features.voicemail.models import Mailbox
from sotto.features.voicemail.tests.conftest import leave
from sotto.trust.tenants.models import Tenant


@pytest.fixture
def ada(office: Tenant) -> Person:
    """With a message and a call."""
    person = add_person(name="Ada Example", extension="2001")
    assert leave(Mailbox.objects.get(person=person))
    party = {"subject": str(person.owner), "number": "2001", "name": "Ada Example"}
    record_reports([ended(office, caller=party)])
    return person
