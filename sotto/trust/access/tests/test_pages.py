"""The door: open an account, sign in and out, errors in plain words. Without JavaScript."""

import pytest
from django.test import Client

from sotto.trust.access import services
from sotto.trust.access.models import Account
from sotto.trust.access.tests.test_services import PASSWORD, opened
from sotto.trust.audit.models import Entry
from sotto.trust.tenants.models import Tenant
from tests.browsers import administrator, browser_of

pytestmark = pytest.mark.room

NAME_AND_PASSWORD = {"name": "ada", "password": PASSWORD}


def test_a_link_is_opened_and_its_owner_is_signed_in(office: Tenant, client: Client) -> None:
    link = services.invite_administrator(office)
    assert client.get(link).status_code == 200
    answer = client.post(link, NAME_AND_PASSWORD)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert client.get("/").status_code == 200


def test_looking_at_a_link_does_not_use_it_up(office: Tenant, client: Client) -> None:
    link = services.invite_administrator(office)
    client.get(link)
    assert client.get(link).status_code == 200


def test_a_spent_link_says_so(office: Tenant, client: Client) -> None:
    link = services.invite_administrator(office)
    client.post(link, NAME_AND_PASSWORD)
    answer = client.get(link)
    assert answer.status_code == 404
    assert "Ask for a new one" in answer.text


def test_a_weak_password_keeps_the_name_that_was_typed(office: Tenant, client: Client) -> None:
    link = services.invite_administrator(office)
    answer = client.post(link, {"name": "ada", "password": "hunter2"})
    assert answer.status_code == 422
    assert 'value="ada"' in answer.text
    assert "hunter2" not in answer.text


def test_signing_in_leads_where_one_wanted_to_go(office: Tenant, client: Client) -> None:
    opened(office)
    asked = client.get("/audit/")
    assert asked.status_code == 302
    answer = client.post(asked.headers["Location"], NAME_AND_PASSWORD)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/audit/")


@pytest.mark.parametrize("next_", ["https://evil.example/", "//evil.example", "javascript:x"])
def test_signing_in_leads_nowhere_else(office: Tenant, client: Client, next_: str) -> None:
    opened(office)
    answer = client.post(f"/sign-in/?next={next_}", NAME_AND_PASSWORD)
    assert answer.headers["Location"] == "/"


def test_a_wrong_password_and_an_unknown_name_get_the_same_page(
    office: Tenant, client: Client
) -> None:
    opened(office)
    wrong = client.post("/sign-in/", {"name": "ada", "password": "wrong"})
    unknown = client.post("/sign-in/", {"name": "eve", "password": "wrong"})
    assert wrong.status_code == unknown.status_code == 422
    assert "don&#x27;t fit" in wrong.text
    assert "don&#x27;t fit" in unknown.text


def test_the_session_gets_a_new_id_at_sign_in(office: Tenant, client: Client) -> None:
    opened(office)
    client.get("/sign-in/")
    client.post("/sign-in/", NAME_AND_PASSWORD)
    first = client.cookies["sessionid"].value
    client.post("/sign-out/")
    client.post("/sign-in/", NAME_AND_PASSWORD)
    assert client.cookies["sessionid"].value != first


def test_signing_out_ends_the_session_and_is_audited(office: Tenant, client: Client) -> None:
    account = opened(office)
    client.post("/sign-in/", NAME_AND_PASSWORD)
    assert client.post("/sign-out/").status_code == 303
    assert client.get("/").status_code == 302
    assert Entry.objects.get(action="access:account:signed_out").actor == str(account.pk)


def test_a_new_password_ends_the_other_sessions(office: Tenant) -> None:
    account = opened(office)
    elsewhere = browser_of(account)
    assert elsewhere.get("/").status_code == 200
    opened(office)
    assert elsewhere.get("/").status_code == 302


def test_a_session_without_its_account_is_no_session(office: Tenant) -> None:
    browser = administrator()
    Account.objects.all().delete()
    assert browser.get("/").status_code == 302


def test_guessing_from_within_a_session_is_not_possible(office: Tenant) -> None:
    """What is refused there is rolled back: attempts would not be counted."""
    answer = administrator().post("/sign-in/", {"name": "ada", "password": "guess"})
    assert answer.status_code == 303
    assert not Entry.objects.filter(action="access:account:sign_in_failed").exists()


def test_a_form_from_elsewhere_is_refused(office: Tenant) -> None:
    opened(office)
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/sign-in/", NAME_AND_PASSWORD)
    assert answer.status_code == 403
    assert "reload it" in answer.text


def test_htmx_without_a_session_is_sent_to_the_door(db: None, client: Client) -> None:
    answer = client.get("/people/", headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"].startswith("/sign-in/")


def test_every_answer_forbids_what_is_foreign(db: None, client: Client) -> None:
    answer = client.get("/sign-in/")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"].startswith(("no-store", "max-age=0, no-cache, no-store"))


def test_pages_speak_the_language_that_was_chosen(db: None, client: Client) -> None:
    answer = client.post("/language/", {"language": "de", "next": "/sign-in/"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in/")
    page = client.get("/sign-in/").text
    assert '<html lang="de">' in page
    assert "Anmelden" in page


def test_a_language_that_is_not_spoken_changes_nothing(db: None, client: Client) -> None:
    client.post("/language/", {"language": "xx", "next": "//evil.example"})
    assert '<html lang="en">' in client.get("/sign-in/").text
