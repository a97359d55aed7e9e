"""Requests in the browser: the officer's short way."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from sotto.features.directory.models import Person
from sotto.features.directory.services import add_person, find_other_party
from sotto.lib.age import AgeReader, Passphrase
from sotto.trust.access.models import Account, Role
from sotto.trust.consents.queries import standing_restriction
from sotto.trust.dataprotection.queries import erasures
from sotto.trust.requests import queries
from sotto.trust.requests.jobs import remind_officers
from sotto.trust.requests.models import DataRequest, IdentityCheck
from sotto.trust.requests.rules import Ground, Kind, Proof, State
from sotto.trust.requests.tests.conftest import ask
from sotto.trust.tenants.models import Tenant
from sotto.trust.tenants.services import choose_country
from tests.browsers import account, browser_of

pytestmark = pytest.mark.room


@pytest.fixture
def officer(office: Tenant) -> Client:
    return browser_of(account(role=Role.OFFICER, name="officer"))


@pytest.fixture
def mine(ada: Person, ada_s_account: Account) -> Client:
    return browser_of(ada_s_account)


def intake(**changed: str) -> dict[str, str]:
    today = timezone.now().date().isoformat()
    filled = {"kind": "access", "channel": "telephone", "received_on": today, "proof": ""}
    return {**filled, "asker": "", "reach": "", "text": "", **changed}


def address(request: DataRequest, deed: str = "") -> str:
    return f"/requests/{request.pk}/{deed}"


def state(request: DataRequest) -> State:
    return queries.state_of(queries.requests().get(pk=request.pk))


@pytest.mark.parametrize("who", ["2001", "Ada Example", "ada@example.org"])
def test_who_calls_is_found_and_answered_in_four_steps(
    who: str, ada: Person, officer: Client
) -> None:
    officer.get("/requests/new/", {"who": who})
    opened = officer.post(f"/requests/new/?who={who}", intake(proof=Proof.CALLED_BACK))
    assert opened.status_code == 303
    [made] = DataRequest.objects.all()
    assert "Next: decide" in officer.get(opened.headers["Location"]).text
    officer.post(address(made, "grant/"))
    page = officer.get(address(made))
    password = page.context["password_form"].initial["password"]
    archive = officer.post(address(made, "archive/"), {"password": password})
    clear = AgeReader(io.BytesIO(archive.getvalue()), [Passphrase(password)]).read()
    assert "person.json" in zipfile.ZipFile(io.BytesIO(clear)).namelist()
    officer.post(address(made, "closure/"))
    assert state(made) is State.CLOSED


def test_an_outside_caller_is_found_by_number_in_any_notation(
    office: Tenant, officer: Client
) -> None:
    carol = find_other_party(number="+49301234567", name="Carol")
    page = officer.get("/requests/new/", {"who": "0049 30 1234567"})
    assert page.context["chosen"].subject == carol


def test_nobody_is_an_answer_and_opens_nothing(office: Tenant, officer: Client) -> None:
    choose_country(office.pk, country="DE")
    page = officer.get("/requests/new/", {"who": "+33 1 99 00 00 00"})
    assert "Nothing is stored about anybody" in page.text
    officer.post("/requests/new/?who=%2B33199000000", intake())
    assert not DataRequest.objects.exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("030 7654321", "country of this system is not chosen"),
        ("+49 30 1234567", "country of this system is not chosen"),
        ("Carol", "by number or"),
    ],
)
def test_that_nothing_is_stored_is_not_said_of_what_tells_nobody_for_sure(
    office: Tenant, officer: Client, text: str, said: str
) -> None:
    """The country is not chosen, and what a gateway presented as at home is no number yet."""
    find_other_party(number="0301234567", name="Carol")
    for address in ("/requests/new/", "/data-protection/erasures/new/"):
        page = officer.get(address, {"who": text})
        assert "Nothing is stored about anybody" not in page.text
        assert said in page.text


def test_of_two_one_is_chosen_and_nothing_is_opened_before(ada: Person, officer: Client) -> None:
    other = add_person(name="Ada Example", extension="2002")
    page = officer.get("/requests/new/", {"who": "Ada Example"})
    assert "more than one person" in page.text
    officer.post("/requests/new/?who=Ada+Example", intake())
    assert not DataRequest.objects.exists()
    officer.post(f"/requests/new/?who=Ada+Example&subject={other.owner}", intake())
    assert DataRequest.objects.get().owner == other.owner


def test_a_subject_that_was_not_found_cannot_be_chosen(ada: Person, officer: Client) -> None:
    bob = add_person(name="Bob Sample", extension="2002")
    add_person(name="Ada Example", extension="2003")
    officer.post(f"/requests/new/?who=Ada+Example&subject={bob.owner}", intake())
    assert not DataRequest.objects.exists()


def test_a_request_from_tomorrow_is_refused_beside_its_form(ada: Person, officer: Client) -> None:
    tomorrow = (timezone.now().date() + timedelta(days=1)).isoformat()
    page = officer.post("/requests/new/?who=2001", intake(received_on=tomorrow))
    assert page.status_code == 422
    assert "come after today" in page.text
    assert not DataRequest.objects.exists()


def test_the_list_shows_clocks_and_the_overdue_first(ada: Person, officer: Client) -> None:
    ask(ada.owner)
    late = ask(ada.owner, received_on=timezone.now().date() - timedelta(days=40))
    page = officer.get("/requests/")
    assert page.context["rows"][0]["row_request"].pk == late.pk
    assert "overdue" in page.text
    assert "days left" in page.text
    assert "clock-late" in page.text
    assert "Ada Example" in page.text


def test_a_reminder_stands_beside_its_clock(ada: Person, officer: Client) -> None:
    ask(ada.owner, received_on=timezone.now().date() - timedelta(days=21))
    assert "has passed" not in officer.get("/requests/").text
    remind_officers()
    assert "day 20 has passed" in officer.get("/requests/").text


def test_closed_ones_are_shown_when_asked_for(ada: Person, officer: Client) -> None:
    made = ask(ada.owner)
    officer.post(address(made, "withdrawal/"))
    assert officer.get("/requests/").context["rows"] == []
    assert len(officer.get("/requests/?show=all").context["rows"]) == 1


def test_a_code_is_shown_once_and_repeated(ada: Person, officer: Client) -> None:
    made = ask(ada.owner, is_proved=False)
    page = officer.post(address(made, "identity/code/"))
    code = page.context["code"]
    assert code.digits in page.text
    wrong = {"code": str(code.id), "digits": "12"}
    assert "That is not the code" in officer.post(address(made, "identity/code/"), wrong).text
    right = {"code": str(code.id), "digits": code.digits}
    assert officer.post(address(made, "identity/code/"), right).status_code == 303
    assert IdentityCheck.objects.get().proof == Proof.CHALLENGE


def test_doubts_stop_the_clock_and_proof_starts_it(ada: Person, officer: Client) -> None:
    made = ask(ada.owner, is_proved=False)
    assert officer.post(address(made, "identity/doubt/"), {"doubt-reason": ""}).status_code == 422
    officer.post(address(made, "identity/doubt/"), {"doubt-reason": "Another address."})
    assert state(made) is State.WAITING
    officer.post(address(made, "identity/"), {"proof": Proof.DOCUMENT})
    assert state(made) is State.OPEN


def test_a_dry_run_stands_in_the_page_and_approving_begins_the_erasure(
    ada: Person, officer: Client
) -> None:
    made = ask(ada.owner, Kind.ERASURE)
    page = officer.get(address(made))
    assert "The dry run" in page.text
    assert {"title": "People", "count": 1, "others": 0} in page.context["preview"]["lines"]
    assert officer.post(address(made, "grant/")).status_code == 422
    assert state(made) is State.OPEN
    seen = {"seen": page.context["seen"]}
    assert officer.post(address(made, "grant/"), seen).status_code == 303
    assert erasures().get().approved_at is not None
    assert "The erasure runs" in officer.get(address(made)).text


def test_a_dry_run_speaks_the_reader_s_language(ada: Person, officer: Client) -> None:
    page = officer.get(address(ask(ada.owner, Kind.ERASURE)), headers={"Accept-Language": "de"})
    assert "Personen" in page.text
    assert "Rechenschaft über das, was geschah" in page.text
    assert "accounting for" not in page.text


def test_a_stale_dry_run_is_refused_on_the_page_and_nothing_stays(
    ada: Person, officer: Client
) -> None:
    made = ask(ada.owner, Kind.ERASURE)
    seen = {"seen": officer.get(address(made)).context["seen"]}
    from sotto.features.directory.services import add_device

    add_device(person=ada)
    page = officer.post(address(made, "grant/"), seen)
    assert page.status_code == 409
    assert "More has come to be" in page.text
    assert state(made) is State.OPEN


def test_a_refusal_needs_ground_and_reasons(ada: Person, officer: Client) -> None:
    made = ask(ada.owner)
    deed = address(made, "refusal/")
    assert officer.post(deed, {"ground": Ground.CLAIMS, "reasons": "x"}).status_code == 422
    assert officer.post(deed, {"ground": Ground.EXCESSIVE, "reasons": ""}).status_code == 422
    officer.post(deed, {"ground": Ground.EXCESSIVE, "reasons": "The tenth this week."})
    page = officer.get(address(made)).text
    assert "The tenth this week." in page
    assert "supervisory authority" in page
    assert "Next: tell the person" in page


def test_two_months_more_are_taken_with_reasons(ada: Person, officer: Client) -> None:
    made = ask(ada.owner)
    officer.post(address(made, "extension/"), {"extend-reason": "Very many recordings."})
    assert "Very many recordings." in officer.get(address(made)).text
    again = officer.post(address(made, "extension/"), {"extend-reason": "Again."})
    assert again.status_code == 409
    assert "within the first month" in again.text


def test_a_name_is_put_right(ada: Person, officer: Client) -> None:
    made = ask(ada.owner, Kind.RECTIFICATION)
    officer.post(address(made, "grant/"))
    assert "ada@example.org" in officer.get(address(made)).text
    changed = {"field": "directory.Person.name", "value": "Ada Sample"}
    officer.post(address(made, "correction/"), changed)
    ada.refresh_from_db()
    assert ada.about_owner["name"] == "Ada Sample"
    bad = officer.post(
        address(made, "correction/"), {"field": "directory.Person.email", "value": "nonsense"}
    )
    assert bad.status_code == 422
    assert "looks like" in bad.text


def test_a_restriction_is_granted_and_lifted_after_the_person_was_told(
    ada: Person, officer: Client
) -> None:
    made = ask(ada.owner, Kind.RESTRICTION)
    officer.post(address(made, "grant/"), {"case": "accuracy contested (a)"})
    assert standing_restriction(ada.owner) is not None
    page = officer.get(address(made))
    assert "Ada Example" in page.text  # Who asks: it serves its right.
    early = officer.post(address(made, "lifting/"), {"is_told": "yes"})
    assert early.status_code == 409
    officer.post(address(made, "lifting/"))
    officer.post(address(made, "lifting/"), {"is_told": "yes"})
    assert standing_restriction(ada.owner) is None


def test_looking_at_a_request_is_audited(ada: Person, officer: Client) -> None:
    made = ask(ada.owner)
    officer.get(address(made))
    assert "requests:request:viewed" in officer.get("/audit/").text
