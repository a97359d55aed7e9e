"""My data: what is held about me, and nothing of anybody else; all of it to take away."""

import io
import json
import zipfile

import pytest
from django.test import Client
from django.urls import reverse

from sotto.features.directory.models import Person
from sotto.features.directory.services import add_person
from sotto.trust.audit.models import Entry
from sotto.trust.tenants.models import Tenant
from tests.browsers import account, browser_of

pytestmark = pytest.mark.room


@pytest.fixture
def ada(office: Tenant) -> Person:
    return add_person(name="Ada Example", extension="2001")


@pytest.fixture
def browser(ada: Person) -> Client:
    add_person(name="Bob Somebody", extension="2002")
    return browser_of(account(owner=ada.owner, name="ada"))


def test_i_see_what_kinds_of_data_are_held_about_me_and_why(browser: Client) -> None:
    page = browser.get(reverse("dataprotection:mine")).text
    for text in ("People", "know who can be reached, and how", "contract", "Accounts"):
        assert text in page
    assert "until it is removed" in page
    assert "Entries of the audit trail" in page


def test_opening_it_is_in_the_trail(browser: Client, ada: Person) -> None:
    browser.get(reverse("dataprotection:mine"))
    assert Entry.objects.get(action="dataprotection:own:viewed").owner == ada.owner


def test_in_german_it_is_german(browser: Client) -> None:
    browser.cookies["django_language"] = "de"
    page = browser.get(reverse("dataprotection:mine")).text
    for text in ("Was über mich gespeichert ist", "Personen", "Vertrag", "Beschwerde"):
        assert text in page


def test_i_take_away_all_that_is_mine_and_nothing_of_anybody_else(
    browser: Client, ada: Person
) -> None:
    answer = browser.post(reverse("dataprotection:my-archive"))
    assert answer.headers["Content-Type"] == "application/zip"
    assert answer.streaming
    archive = zipfile.ZipFile(io.BytesIO(answer.getvalue()))
    about = json.loads(archive.read("person.json"))
    assert about["subject"] == str(ada.owner)
    everything = b"".join(archive.read(name) for name in archive.namelist())
    assert b"Ada Example" in everything
    assert b"Bob Somebody" not in everything


def test_what_i_did_as_somebody_signed_in_is_in_it(browser: Client) -> None:
    browser.get(reverse("dataprotection:mine"))
    answer = browser.post(reverse("dataprotection:my-archive"))
    archive = zipfile.ZipFile(io.BytesIO(answer.getvalue()))
    items = json.loads(archive.read("person.json"))["items"]
    mine = [item for item in items if "actor" in item["roles"]]
    assert "dataprotection:own:viewed" in {item["values"]["action"] for item in mine}


def test_the_archive_is_asked_for_and_not_merely_opened(browser: Client) -> None:
    assert browser.get(reverse("dataprotection:my-archive")).status_code == 405


def test_fetching_it_is_in_the_trail_though_it_is_never_read_to_its_end(
    browser: Client, ada: Person
) -> None:
    browser.post(reverse("dataprotection:my-archive"))
    assert Entry.objects.get(action="dataprotection:person:exported").owner == ada.owner
