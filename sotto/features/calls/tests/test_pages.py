"""The calls list: one's own, or all of the tenant; each with its protection."""

import pytest

from sotto.features.calls.services import record_reports
from sotto.features.calls.tests.test_services import ADA, BOB, ended, erase
from sotto.trust.audit.models import Entry
from sotto.trust.tenants.models import Tenant
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
