"""Requests in the browser: the person's own side."""

import io
import zipfile

import pytest
from django.test import Client
from django.utils import timezone

from sotto.features.directory.models import Person
from sotto.personal_data.vocabulary import Purpose
from sotto.trust.access.models import Account, Role
from sotto.trust.consents.services import may
from sotto.trust.requests import queries
from sotto.trust.requests.models import DataRequest
from sotto.trust.requests.rules import Channel, Ground, Kind, State
from sotto.trust.requests.services import grant
from sotto.trust.requests.tests.conftest import ask
from sotto.trust.tenants.models import Tenant
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


def test_a_person_asks_on_its_own_page_and_follows_it(mine: Client, officer: Client) -> None:
    asked = mine.post("/my-data/requests/", {"kind": "access", "purpose": "", "text": "All."})
    assert asked.status_code == 303
    page = mine.get(asked.headers["Location"])
    assert "days left" in page.text
    assert "It is sure who asks" in page.text
    [made] = DataRequest.objects.all()
    officer.post(address(made, "grant/"))
    assert "Your archive is ready" in mine.get(asked.headers["Location"]).text
    archive = mine.post(f"/my-data/requests/{made.pk}/archive/")
    assert "index.html" in zipfile.ZipFile(io.BytesIO(archive.getvalue())).namelist()
    assert mine.post(f"/my-data/requests/{made.pk}/archive/").status_code == 409
    assert "Your archive is ready" not in mine.get(asked.headers["Location"]).text


def test_an_objection_of_one_s_own_blocks_at_once(ada: Person, mine: Client) -> None:
    kind = {"kind": "objection", "text": ""}
    assert mine.post("/my-data/requests/", {**kind, "purpose": ""}).status_code == 422
    mine.post("/my-data/requests/", {**kind, "purpose": Purpose.SHOW})
    assert not may(ada.owner, Purpose.SHOW)
    [made] = DataRequest.objects.all()
    assert mine.get(f"/my-data/requests/{made.pk}/").status_code == 200
    assert mine.get("/people/").status_code == 200
    assert "restricted" in mine.get("/people/").text


def test_a_refused_person_reads_why_and_where_to_complain(
    ada: Person, mine: Client, officer: Client
) -> None:
    made = ask(ada.owner, Kind.RECTIFICATION, channel=Channel.PORTAL)
    officer.post(
        address(made, "refusal/"), {"ground": Ground.ACCURATE, "reasons": "So it is written."}
    )
    page = mine.get(f"/my-data/requests/{made.pk}/").text
    assert "So it is written." in page
    assert "supervisory authority" in page
    assert state(made) is State.DELIVERED


def test_a_person_withdraws_its_request(ada: Person, mine: Client) -> None:
    made = ask(ada.owner, channel=Channel.PORTAL)
    mine.post(f"/my-data/requests/{made.pk}/withdrawal/")
    assert state(made) is State.CLOSED


def test_nobody_reads_fetches_or_withdraws_another_s_request(
    ada: Person, ada_s_account: Account, office: Tenant
) -> None:
    made = ask(ada.owner)
    grant(made.pk)
    bob = browser_of(account())
    for way in ("", "archive/", "withdrawal/"):
        assert (
            bob.generic("POST" if way else "GET", f"/my-data/requests/{made.pk}/{way}").status_code
            == 404
        )
    assert bob.get("/my-data/requests/").context["rows"] == []


def test_users_have_no_desk(ada: Person, mine: Client) -> None:
    made = ask(ada.owner)
    assert mine.get("/requests/").status_code == 403
    assert mine.get("/requests/new/?who=2001").status_code == 403
    assert mine.get(address(made)).status_code == 403
    assert mine.post(address(made, "grant/")).status_code == 403
    assert state(made) is State.OPEN


def test_the_pages_are_in_german(ada: Person, officer: Client, mine: Client) -> None:
    made = ask(ada.owner)
    german = {"Accept-Language": "de"}
    assert "Tage übrig" in officer.get("/requests/", headers=german).text
    assert "Als Nächstes: entscheiden" in officer.get(address(made), headers=german).text
    assert "Meine Anträge" in mine.get("/my-data/requests/", headers=german).text
