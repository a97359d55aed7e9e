"""Whoever is called outside is a data subject: found by its number, and erased with it."""

from typing import Any

import pytest

from sotto.features.calls.models import Call
from sotto.features.calls.services import record_reports
from sotto.features.calls.tests.test_services import ended
from sotto.features.directory.queries import other_parties_at
from sotto.personal_data.access import items_about
from sotto.trust.dataprotection.services import erase_subject
from sotto.trust.tenants.models import Tenant

pytestmark = pytest.mark.room
OUTSIDE = "+49 30 123456"


def party(number: str) -> dict[str, Any]:
    return {"subject": None, "person": None, "number": number, "name": ""}


def test_two_calls_to_one_number_in_two_notations_are_one_person_s(office: Tenant) -> None:
    for number in (OUTSIDE, "004930123456"):
        record_reports([ended(office, callee=party(number))])
    [subject] = other_parties_at(OUTSIDE)
    items = [item for item in items_about(subject) if item.table == "calls.Call"]
    assert {item.roles for item in items} == {("callee",)}
    assert len(items) == 2
    assert all(item.values["about_caller"]["name"].startswith("withheld") for item in items)


def test_a_caller_from_outside_is_known_by_its_number(office: Tenant) -> None:
    record_reports([ended(office, caller=party("+4930123456"))])
    assert Call.objects.get().caller == other_parties_at(OUTSIDE)[0]


@pytest.mark.parametrize("number", ["2999", "anonymous", "sip:x", "", "+4930123xxx"])
def test_what_is_no_number_of_the_network_makes_nobody(office: Tenant, number: str) -> None:
    record_reports([ended(office, callee=party(number))])
    assert Call.objects.get().callee is None


def test_erasing_an_outsider_leaves_the_caller_s_record(office: Tenant) -> None:
    record_reports([ended(office, callee=party(OUTSIDE))])
    [subject] = other_parties_at(OUTSIDE)
    erase_subject(office.pk, subject)
    call = Call.objects.get()
    assert call.callee is None
    assert call.about_caller["name"] == "Ada"
    assert other_parties_at(OUTSIDE) == []
