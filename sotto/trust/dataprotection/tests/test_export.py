"""The archive: everything about one person, what is about others masked, by a documented form."""

import io
import json
import zipfile
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from sotto.features.directory.models import Person
from sotto.features.directory.services import add_device, add_person
from sotto.trust.dataprotection.services import erase_subject, export_subject
from sotto.trust.tenants.models import Tenant

pytestmark = pytest.mark.room


@pytest.fixture
def ada(office: Tenant) -> Person:
    person = add_person(name="Ada <Example> & co", extension="2001", email="ada@example.org")
    add_device(person=person, label="desk")
    return person


def archive_of(tenant: Tenant, person: Person) -> zipfile.ZipFile:
    raw = io.BytesIO()
    export_subject(tenant.pk, person.owner, to=raw)
    return zipfile.ZipFile(raw)


def items(archive: zipfile.ZipFile, table: str) -> list[dict[str, Any]]:  # Any: JSON
    found = json.loads(archive.read("person.json"))["items"]
    return [item for item in found if item["table"] == table]


def test_an_archive_is_as_its_schema_says(office: Tenant, ada: Person) -> None:
    archive = archive_of(office, ada)
    schema = json.loads(archive.read("schema.json"))
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(json.loads(archive.read("person.json")))


def test_secrets_are_named_but_not_shown(office: Tenant, ada: Person) -> None:
    [device] = items(archive_of(office, ada), "directory.Device")
    assert device["values"]["about_owner"]["ha1"] == "set, not shown"
    assert device["values"]["about_owner"]["label"] == "desk"


def test_the_page_to_read_shows_names_as_text_not_as_markup(office: Tenant, ada: Person) -> None:
    page = archive_of(office, ada).read("index.html").decode()
    assert "Ada &lt;Example&gt; &amp; co" in page
    assert "<Example>" not in page


def test_each_table_says_why_it_has_what_it_has(office: Tenant, ada: Person) -> None:
    tables = json.loads(archive_of(office, ada).read("person.json"))["tables"]
    assert tables["directory.Person"]["basis"] == "contract"
    assert all(table["purpose"] and table["retention"] for table in tables.values())


def test_after_erasure_only_dead_pseudonyms_are_left_to_show(office: Tenant, ada: Person) -> None:
    erase_subject(office.pk, ada.owner)
    found = json.loads(archive_of(office, ada).read("person.json"))["items"]
    assert {item["table"] for item in found} == {"audit.Entry"}
