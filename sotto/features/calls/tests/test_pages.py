"""The calls list: one's own, or all of the tenant; each with its protection."""

from datetime import timedelta

import pytest
from django.utils import timezone

from sotto.features.calls.models import Call, Reveal
from sotto.features.calls.services import record_reports
from sotto.features.calls.tests.test_services import ADA, BOB, ended, erase
from sotto.trust.audit.models import Entry
from sotto.trust.tenants.models import Tenant
from sotto.trust.tenants.services import choose_country
from tests.browsers import account, administrator, browser_of

pytestmark = pytest.mark.room

EVE = {"subject": None, "person": None, "number": "+49301234567", "name": ""}
PLAIN = {"signalling": "UDP", "cipher": "", "media": "none"}


def test_a_call_is_shown_with_its_protection(office: Tenant) -> None:
    record_reports([ended(office)])
    page = browser_of(account(owner=ADA)).get("/calls/").text
    for shown in ("Ada (2001)", "Bob (2002)", "1:00", "TLSv1.3", "AES_CM_128_HMAC_SHA1_80"):
        assert shown in page
    assert "not everywhere" not in page


def test_a_call_that_was_not_encrypted_everywhere_says_so(office: Tenant) -> None:
    record_reports([ended(office, protection={"caller": PLAIN})])
    assert "not everywhere" in browser_of(account(owner=ADA)).get("/calls/").text


def test_everybody_sees_one_s_own_and_administrators_see_all(office: Tenant) -> None:
    record_reports([ended(office), ended(office, callee=EVE)])
    rows = {
        who: len(browser.get("/calls/").context["rows"])
        for who, browser in (
            ("ada", browser_of(account(owner=ADA))),
            ("bob", browser_of(account(owner=BOB))),
            ("administrator", administrator()),
            ("stranger", browser_of(account())),
        )
    }
    assert rows == {"ada": 2, "bob": 1, "administrator": 2, "stranger": 0}


def test_looking_at_calls_is_audited(office: Tenant) -> None:
    browser_of(account(owner=ADA)).get("/calls/")
    administrator().get("/calls/")
    looks = Entry.objects.filter(action="calls:list:viewed").order_by("sequence")
    assert [entry.owner for entry in looks] == [ADA, None]


def test_an_erased_party_reads_erased_and_the_other_stays(office: Tenant) -> None:
    record_reports([ended(office)])
    erase(office, BOB)
    page = browser_of(account(owner=ADA)).get("/calls/").text
    assert "Ada (2001)" in page
    assert "erased" in page
    assert "Bob" not in page


def test_an_administrator_sees_numbers_masked_and_a_user_its_own_in_full(office: Tenant) -> None:
    record_reports([ended(office, callee=EVE)])
    assert "+4930123xxxx" in administrator().get("/calls/").text
    page = browser_of(account(owner=ADA)).get("/calls/").text
    assert "+49301234567" in page
    assert "reveal" not in page


def test_a_reason_opens_one_call_to_who_gave_it_and_to_nobody_else(office: Tenant) -> None:
    record_reports([ended(office, callee=EVE)])
    mine, other = administrator(), administrator()
    form = f"/calls/{Call.objects.get().pk}/reveal/"
    assert "+49301234567" not in mine.get(form).text
    answer = mine.post(form, {"reason": "A bill of 900 euros for one night"})
    assert answer.status_code == 303
    page = mine.get(answer.headers["Location"]).text
    assert "+49301234567" in page
    assert "900 euros" in page
    assert other.get(answer.headers["Location"]).status_code == 404
    assert browser_of(account(owner=ADA)).get(answer.headers["Location"]).status_code == 403
    assert Entry.objects.filter(action="calls:call:revealed", owner=ADA).count() == 1
    assert Entry.objects.filter(action="calls:reveal:viewed").count() == 1


def test_a_reveal_is_over_after_a_quarter_of_an_hour(office: Tenant) -> None:
    record_reports([ended(office)])
    browser = administrator()
    form = f"/calls/{Call.objects.get().pk}/reveal/"
    address = browser.post(form, {"reason": "Asked by the police"}).headers["Location"]
    Reveal.objects.update(at=timezone.now() - timedelta(minutes=16))
    assert browser.get(address).status_code == 404


@pytest.mark.parametrize("reason", ["", "curious"])
def test_without_a_good_reason_the_form_comes_back(office: Tenant, reason: str) -> None:
    record_reports([ended(office, callee=EVE)])
    answer = administrator().post(f"/calls/{Call.objects.get().pk}/reveal/", {"reason": reason})
    assert answer.status_code == 422
    assert "+49301234567" not in answer.text
    assert not Reveal.objects.exists()


def test_in_france_the_form_asks_whether_the_employee_was_heard(office: Tenant) -> None:
    choose_country(office.pk, country="FR")
    record_reports([ended(office)])
    browser, form = administrator(), f"/calls/{Call.objects.get().pk}/reveal/"
    assert browser.post(form, {"reason": "A bill of 900 euros"}).status_code == 422
    heard = {"reason": "A bill of 900 euros", "was_heard": "on"}
    assert browser.post(form, heard).status_code == 303


def test_others_may_not_even_ask(office: Tenant) -> None:
    record_reports([ended(office)])
    address = f"/calls/{Call.objects.get().pk}/reveal/"
    assert browser_of(account(owner=ADA)).get(address).status_code == 403
