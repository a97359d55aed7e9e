"""A house in Germany, whose clock is right."""

import pytest

from sotto.features.calls.tests.house import NOW, OUTSIDE, House
from sotto.features.directory.services import add_person, find_other_party
from sotto.trust.retention.models import KnownDay
from sotto.trust.tenants.models import Tenant
from sotto.trust.tenants.services import choose_country


@pytest.fixture
def house(office: Tenant) -> House:
    choose_country(office.pk, country="DE")
    ada = add_person(name="Ada", extension="2001")
    bob = add_person(name="Bob", extension="2002")
    outsider = find_other_party(number=OUTSIDE, name="Grace")
    assert outsider is not None
    KnownDay.objects.create(tenant=office, day=NOW.date())
    return House(office, ada.owner, bob.owner, outsider)
