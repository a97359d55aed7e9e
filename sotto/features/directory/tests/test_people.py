"""People come and go: sealed, audited, and found by number in their own tenant only."""

import pytest
from django.db import connection

from sotto.features.directory.models import EdgeDevice, EdgeNumber, Person
from sotto.features.directory.queries import person_by_number
from sotto.features.directory.services import (
    NumberTaken,
    PersonRefused,
    add_device,
    add_person,
    remove_person,
)
from sotto.lib.digest import ha1_of
from sotto.trust.audit.models import Entry
from sotto.trust.tenants.models import Tenant
from sotto.trust.tenants.services import within

pytestmark = pytest.mark.room


def test_a_person_is_found_by_extension_and_shown_by_name(office: Tenant) -> None:
    add_person(name="Ada Example", extension="2001", email="ada@example.org")
    found = person_by_number("2001")
    assert found is not None
    assert found.about_owner["name"] == "Ada Example"
    assert found.about_owner["email"] == "ada@example.org"


def test_the_table_of_people_holds_no_clear_name(office: Tenant) -> None:
    add_person(name="Ada Example", extension="2001", email="ada@example.org")
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(encode(about_owner, 'escape'), '') FROM directory_person")
        assert "Ada" not in cursor.fetchone()[0]


def test_an_extension_belongs_to_one_person_only(office: Tenant) -> None:
    add_person(name="Ada Example", extension="2001")
    with pytest.raises(NumberTaken):
        add_person(name="Bob Example", extension="2001")
    assert Person.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "extension", "email"),
    [
        ("", "2001", ""),
        ("A" * 10_000, "2001", ""),
        ("Ada\nExample", "2001", ""),
        ("Ada\x00Example", "2001", ""),
        ("Ada\u202eExample", "2001", ""),
        ("Ada", "20a1", ""),
        ("Ada", "1", ""),
        ("Ada", "2001", "not an address"),
    ],
)
def test_bad_input_is_refused_and_stores_nothing(
    office: Tenant, name: str, extension: str, email: str
) -> None:
    with pytest.raises(PersonRefused):
        add_person(name=name, extension=extension, email=email)
    assert not Person.objects.exists()
    assert not EdgeNumber.objects.filter(kind="person").exists()


def test_another_tenant_neither_sees_nor_finds_the_person(office: Tenant, hotel: Tenant) -> None:
    add_person(name="Ada Example", extension="2001")
    with within(hotel.pk):
        assert person_by_number("2001") is None
        assert not Person.objects.exists()


def test_a_device_gets_credentials_that_the_edge_can_check(office: Tenant) -> None:
    person = add_person(name="Ada Example", extension="2001")
    device = add_device(person=person)
    known = EdgeDevice.objects.get(username=device.username)
    assert known.ha1 == ha1_of(
        "SHA-256", username=device.username, realm="office.example", password=device.password
    )
    assert (known.extension, known.display_name) == ("2001", "Ada Example")
    assert device.password not in repr(device)


def test_a_removed_person_can_be_reached_no_more(office: Tenant) -> None:
    person = add_person(name="Ada Example", extension="2001")
    add_device(person=person)
    remove_person(person)
    assert person_by_number("2001") is None
    assert not EdgeDevice.objects.exists()
    assert not Person.objects.exists()


def test_what_was_done_stands_in_the_trail_without_a_name(office: Tenant) -> None:
    person = add_person(name="Ada Example", extension="2001")
    entry = Entry.objects.get(action="directory:person:added")
    assert (entry.object_id, entry.owner, entry.actor) == (person.pk, person.owner, "system")
