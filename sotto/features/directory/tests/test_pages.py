"""People in pages: with and without htmx, for administrators and for oneself."""

import pytest
from django.test import Client

from sotto.features.directory.models import Device, Person
from sotto.features.directory.services import add_device, add_person
from sotto.lib.digest import ha1_of
from sotto.trust.access.models import Account
from sotto.trust.audit.models import Entry
from sotto.trust.tenants.models import Tenant
from tests.browsers import account, administrator, browser_of

pytestmark = pytest.mark.room

HTMX = {"HX-Request": "true"}
ADA = {"name": "Ada Example", "extension": "2001", "email": "ada@example.org"}


@pytest.fixture
def browser(office: Tenant) -> Client:
    return administrator()


@pytest.fixture
def ada(office: Tenant) -> Person:
    return add_person(name="Ada Example", extension="2001")


def test_somebody_is_added_and_shown(browser: Client) -> None:
    answer = browser.post("/people/", ADA)
    assert answer.status_code == 303
    page = browser.get(answer.headers["Location"]).text
    assert "Ada Example" in page
    assert "2001" in page


def test_htmx_gets_the_new_row_and_an_empty_form(browser: Client) -> None:
    answer = browser.post("/people/", ADA, headers=HTMX)
    assert answer.status_code == 201
    assert "<html" not in answer.text
    assert "Ada Example" in answer.text
    assert 'hx-swap-oob="true"' in answer.text


def test_the_list_shows_everybody_and_is_audited(browser: Client, ada: Person) -> None:
    add_person(name="Bob Example", extension="2002")
    page = browser.get("/people/").text
    assert "Ada Example" in page
    assert "Bob Example" in page
    assert Entry.objects.filter(action="directory:people:viewed", interface="web").count() == 1


def test_a_list_of_fifty_asks_for_keys_and_rows_by_the_page(
    browser: Client, office: Tenant, django_assert_max_num_queries: object
) -> None:
    for number in range(2001, 2052):
        add_person(name=f"Person {number}", extension=str(number))
    with django_assert_max_num_queries(20):  # type: ignore[operator]  # pytest-django's fixture
        page = browser.get("/people/").text
    assert "Person 2050" in page
    assert "Person 2051" not in page
    assert "Person 2051" in browser.get("/people/?page=2").text


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("extension", "2001", "belongs to somebody already"),
        ("extension", "20a1", "2 to 8 digits"),
        ("name", "A" * 10_000, "1 to 120 characters"),
        ("name", "Ada\u202eExample", "no control characters"),
        ("email", "nonsense", "looks like"),
        ("name", "", "required"),
    ],
)
def test_bad_input_is_said_at_its_field_and_stores_nothing(
    browser: Client, ada: Person, headers: dict[str, str], field: str, value: str, said: str
) -> None:
    sent = {"name": "Bob Example", "extension": "2002", "email": ""} | {field: value}
    answer = browser.post("/people/", sent, headers=headers)
    assert answer.status_code == 422
    assert said in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert Person.objects.count() == 1


def test_a_name_is_text_and_never_markup(browser: Client) -> None:
    browser.post("/people/", ADA | {"name": "<script>alert(1)</script>"})
    page = browser.get("/people/").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_device_shows_its_password_once(
    browser: Client, ada: Person, headers: dict[str, str]
) -> None:
    sent = {"label": "desk", "algorithm": "SHA-256"}
    answer = browser.post(f"/people/{ada.pk}/devices/", sent, headers=headers)
    assert answer.status_code == 201
    device = answer.context["device"]
    ha1 = Device.objects.get().about_owner["ha1"]
    assert ha1 == ha1_of(
        "SHA-256", username=device.username, realm=device.realm, password=device.password
    )
    assert device.password in answer.text
    assert "<svg" in answer.text
    assert device.password not in browser.get(f"/people/{ada.pk}/").text


def test_a_device_is_removed_from_its_own_person_only(browser: Client, ada: Person) -> None:
    bob = add_person(name="Bob Example", extension="2002")
    device = add_device(person=bob).id
    assert browser.post(f"/people/{ada.pk}/devices/{device}/remove/").status_code == 404
    assert browser.post(f"/people/{bob.pk}/devices/{device}/remove/").status_code == 303
    assert not Device.objects.exists()


def test_removing_somebody_asks_first(browser: Client, ada: Person) -> None:
    asked = browser.get(f"/people/{ada.pk}/remove/")
    assert "Remove Ada Example?" in asked.text
    assert Person.objects.exists()
    assert browser.post(f"/people/{ada.pk}/remove/").status_code == 303
    assert not Person.objects.exists()
    assert browser.get(f"/people/{ada.pk}/").status_code == 404


def test_a_person_gets_a_link_to_an_account_of_its_own(browser: Client, ada: Person) -> None:
    answer = browser.post(f"/people/{ada.pk}/invitation/")
    assert answer.status_code == 201
    assert answer.context["link"].startswith("http")
    assert Account.objects.get(owner=ada.owner).role == "user"


def test_who_is_removed_can_sign_in_no_more(browser: Client, ada: Person) -> None:
    hers = browser_of(account(owner=ada.owner))
    browser.post(f"/people/{ada.pk}/remove/")
    assert not Account.objects.filter(owner=ada.owner).exists()
    assert hers.get("/").status_code == 302


def test_others_see_themselves_and_change_nobody(office: Tenant, ada: Person) -> None:
    bob = add_person(name="Bob Example", extension="2002")
    browser = browser_of(account(owner=ada.owner))
    page = browser.get("/people/").text
    assert "Ada Example" in page
    assert "Bob Example" not in page
    assert browser.get(f"/people/{ada.pk}/").status_code == 200
    assert browser.get(f"/people/{bob.pk}/").status_code == 404
    refused = [
        browser.post("/people/", ADA | {"extension": "2003"}),
        browser.post(f"/people/{ada.pk}/devices/", {"algorithm": "MD5"}),
        browser.post(f"/people/{ada.pk}/invitation/"),
        browser.post(f"/people/{ada.pk}/remove/"),
    ]
    assert {answer.status_code for answer in refused} == {403}
    assert Person.objects.count() == 2
