"""What the directory does when others report."""

import pytest

from sotto.features.directory.models import EdgeDevice
from sotto.features.directory.services import add_device, add_person
from sotto.trust.audit.models import Entry
from sotto.trust.tenants.models import Tenant
from sotto.trust.tenants.services import decide_plain_media

pytestmark = pytest.mark.room


def allowed() -> list[bool]:
    return list(EdgeDevice.objects.values_list("plain_media_allowed", flat=True))


def test_a_tenants_decision_on_plain_media_reaches_the_edge_and_the_trail(office: Tenant) -> None:
    add_device(person=add_person(name="Ada Example", extension="2001"))
    assert allowed() == [False]
    decide_plain_media(office.pk, is_allowed=True)
    assert allowed() == [True]
    decide_plain_media(office.pk, is_allowed=False)
    assert allowed() == [False]
    deeds = Entry.objects.filter(action__startswith="tenants:plain_media:")
    assert [one.action.rpartition(":")[2] for one in deeds] == ["forbidden", "allowed"]


def test_a_device_added_later_is_let_in_by_the_same_decision(office: Tenant) -> None:
    decide_plain_media(office.pk, is_allowed=True)
    add_device(person=add_person(name="Ada Example", extension="2001"))
    assert allowed() == [True]
