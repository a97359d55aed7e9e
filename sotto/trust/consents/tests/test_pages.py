"""My consents: asked in known words, yes and no with the same button, seen in the phone book."""

import pytest
from django.test import Client

from sotto.features.directory.models import Person
from sotto.features.directory.services import add_person
from sotto.personal_data.vocabulary import Purpose
from sotto.trust.consents.models import Answer
from sotto.trust.consents.services import may, restrict
from sotto.trust.tenants.models import Tenant
from tests.browsers import account, browser_of

pytestmark = pytest.mark.room

QUESTION = "May your colleagues see your name and extension"


@pytest.fixture
def browser(ada: Person) -> Client:
    return browser_of(account(owner=ada.owner))


def answers(browser: Client, answer: str, purpose: str = "phone_book") -> int:
    said = {"purpose": purpose, "answer": answer}
    return browser.post("/my-data/consents/answer/", said).status_code


def test_a_person_says_yes_and_stands_in_the_phone_book_until_it_says_no(
    ada: Person, browser: Client, django_capture_on_commit_callbacks: pytest.FixtureRequest
) -> None:
    assert QUESTION in browser.get("/my-data/consents/").text
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        assert answers(browser, "yes") == 303
    assert "Ada Example" in browser.get("/people/phone-book/").text
    assert answers(browser, "no") == 303
    assert "Ada Example" not in browser.get("/people/phone-book/").text


def test_a_colleague_sees_who_agreed_and_nobody_else(
    ada: Person, browser: Client, django_capture_on_commit_callbacks: pytest.FixtureRequest
) -> None:
    bob = add_person(name="Bob Example", extension="2002")
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        answers(browser, "yes")
    page = browser_of(account(owner=bob.owner)).get("/people/phone-book/").text
    assert "Ada Example" in page
    assert "ada@example.org" not in page
    assert "Bob Example" not in page


def test_the_question_is_asked_and_its_answer_listed_in_the_language_of_the_page(
    ada: Person, browser: Client
) -> None:
    german = {"Accept-Language": "de"}
    assert "Telefonbuch sehen?" in browser.get("/my-data/consents/", headers=german).text
    said = {"purpose": "phone_book", "answer": "no"}
    browser.post("/my-data/consents/answer/", said, headers=german)
    assert Answer.objects.get().language == "de"
    page = browser.get("/my-data/consents/").text
    assert "Telefonbuch sehen?" in page  # The very words that were answered.
    assert QUESTION in page


def test_what_nobody_asks_cannot_be_answered(ada: Person, browser: Client) -> None:
    assert answers(browser, "yes", "operate") == 404
    assert answers(browser, "yes", "nonsense") == 404
    assert not Answer.objects.exists()


def test_the_restricted_see_that_they_are(ada: Person, browser: Client) -> None:
    restrict(ada.owner)
    assert "Your data is restricted" in browser.get("/my-data/consents/").text
    assert not may(ada.owner, Purpose.SHOW)


def test_the_first_page_says_that_there_is_a_question(ada: Person, browser: Client) -> None:
    assert "My data" in browser.get("/").text
    assert "/my-data/consents/" in browser.get("/my-data/requests/").text


def test_nobody_answers_for_another(ada: Person, browser: Client, office: Tenant) -> None:
    answers(browser, "yes")
    assert set(Answer.objects.values_list("owner", flat=True)) == {ada.owner}
