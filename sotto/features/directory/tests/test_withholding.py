"""Who withholds its number for good: the choice, where calls are routed, and a page."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from sotto.features.directory import queries
from sotto.features.directory.models import EdgeDevice, Person, Withholding
from sotto.features.directory.services import (
    add_device,
    add_person,
    rebuild_projections,
    remove_person,
    show_number,
    withhold_number,
)
from sotto.personal_data.access import items_about
from sotto.trust.audit.models import Entry
from sotto.trust.dataprotection.services import erase_subject
from sotto.trust.tenants.models import Tenant
from tests.browsers import account, administrator, browser_of

pytestmark = pytest.mark.room

NOW = datetime.now(UTC)


@pytest.fixture
def ada(office: Tenant) -> Person:
    ada = add_person(name="Ada Example", extension="2001")
    add_device(person=ada)
    return ada


def _is_hidden_at_the_edge(person: Person) -> bool:
    return EdgeDevice.objects.get(person=person.pk).withholds


def test_who_withholds_is_hidden_at_the_edge_until_it_shows_itself_again(ada: Person) -> None:
    assert not _is_hidden_at_the_edge(ada)
    withhold_number(ada, now=NOW)
    withhold_number(ada, now=NOW)
    assert _is_hidden_at_the_edge(ada)
    assert queries.withholds_number(ada)
    show_number(ada)
    show_number(ada)
    assert not _is_hidden_at_the_edge(ada)
    assert not queries.withholds_number(ada)


def test_a_new_device_and_a_rebuilt_projection_know_it(ada: Person) -> None:
    bob = add_person(name="Bob Example", extension="2002")
    add_device(person=bob)
    withhold_number(ada, now=NOW)
    add_device(person=ada)
    rebuild_projections()
    hidden = EdgeDevice.objects.filter(withholds=True).values_list("person", flat=True)
    assert list(hidden) == [ada.pk, ada.pk]


def test_the_choice_is_in_the_trail_and_in_the_persons_archive(ada: Person) -> None:
    withhold_number(ada, now=NOW)
    show_number(ada)
    withhold_number(ada, now=NOW)
    actions = Entry.objects.filter(object_id=ada.pk).values_list("action", flat=True)
    assert {"directory:number:withheld", "directory:number:shown"} <= set(actions)
    told = [item for item in items_about(ada.owner) if item.table == "directory.Withholding"]
    assert [item.values["chosen_at"] for item in told]


def test_the_choice_goes_with_its_person(ada: Person, office: Tenant) -> None:
    bob = add_person(name="Bob Example", extension="2002")
    for person in (ada, bob):
        withhold_number(person, now=NOW)
    erase_subject(office.pk, ada.owner)
    remove_person(bob)
    assert not Withholding.objects.exists()


def test_a_person_chooses_on_its_own_page(ada: Person) -> None:
    browser = browser_of(account(owner=ada.owner))
    assert "*31#" in browser.get(f"/people/{ada.pk}/").text
    assert browser.post(f"/people/{ada.pk}/withhold/").status_code == 303
    assert _is_hidden_at_the_edge(ada)
    page = browser.get(f"/people/{ada.pk}/").text
    assert "Withheld" in page
    assert "*30#" in page
    assert browser.post(f"/people/{ada.pk}/show/").status_code == 303
    assert not _is_hidden_at_the_edge(ada)


@pytest.mark.parametrize("page", ["withhold", "show"])
def test_nobody_chooses_for_another_but_administrators(ada: Person, page: str) -> None:
    bob = add_person(name="Bob Example", extension="2002")
    withhold_number(ada, now=NOW)
    stranger = browser_of(account(owner=bob.owner))
    assert stranger.post(f"/people/{ada.pk}/{page}/").status_code == 404
    assert _is_hidden_at_the_edge(ada)
    assert stranger.get(f"/people/{bob.pk}/{page}/").status_code == 405
    assert Client().post(f"/people/{ada.pk}/{page}/").status_code in {302, 401}
    assert administrator().post(f"/people/{ada.pk}/{page}/").status_code == 303
    assert _is_hidden_at_the_edge(ada) == (page == "withhold")
