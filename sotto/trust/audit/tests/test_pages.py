"""The audit page: for officers, page by page, itself audited; its proof, and a button."""

import json
from pathlib import Path
from uuid import uuid4

import pytest

from sotto.lib.merkle import ProofInvalid
from sotto.trust.audit.models import Entry, Verification
from sotto.trust.audit.pages.entries import ENTRIES
from sotto.trust.audit.services import Deed, Proof, integrate, record, record_all
from sotto.trust.audit.services.folder import folder_of
from sotto.trust.tenants.models import Tenant
from tests.browsers import account, administrator, browser_of

pytestmark = pytest.mark.room


def test_the_trail_shows_who_did_what_and_that_it_was_read(office: Tenant) -> None:
    browser = administrator()
    browser.get("/people/")
    page = browser.get("/audit/").text
    assert "directory:people:viewed" in page
    assert "root" in page
    assert Entry.objects.filter(action="audit:trail:viewed").count() == 1


def test_the_trail_is_read_page_by_page(office: Tenant) -> None:
    record_all([Deed("room:thing:done") for _ in range(ENTRIES + 1)])
    browser = administrator()
    first = browser.get("/audit/")
    older = browser.get(f"/audit/?before={first.context['older']}")
    assert len(first.context["rows"]) == ENTRIES
    assert len(older.context["rows"]) == 1


def test_the_trail_of_one_pseudonym(office: Tenant) -> None:
    somebody = uuid4()
    record("room:thing:done", subject=somebody)
    record("room:thing:undone", subject=uuid4())
    rows = administrator().get(f"/audit/?subject={somebody}").context["rows"]
    assert [entry.action for entry, _ in rows] == ["room:thing:done"]


@pytest.mark.parametrize("nonsense", ["before=x&subject=y", "before=-1", "before=9" + "9" * 30])
def test_nonsense_in_the_address_is_ignored(office: Tenant, nonsense: str) -> None:
    assert administrator().get(f"/audit/?{nonsense}").status_code == 200


def test_others_may_not_read_the_trail(office: Tenant) -> None:
    browser = browser_of(account())
    assert browser.get("/audit/").status_code == 403
    assert "/audit/" not in browser.get("/").text


def test_the_panel_says_how_far_the_tree_is(office: Tenant) -> None:
    browser = administrator()
    assert "Nobody has verified it yet." in browser.get("/audit/").text
    integrate(office.pk)
    page = browser.get("/audit/")
    assert page.context["trail"].size == 1
    assert page.context["trail"].root[:16] in page.text
    assert "a machine that is rolled back as a whole would not be found" in page.text


def test_the_panel_says_whether_the_witness_is_behind(office: Tenant, witness: Path) -> None:
    browser = administrator()
    record("room:thing:done")
    integrate(office.pk)
    assert "has the last checkpoint" in browser.get("/audit/state/").text
    witness.rename(witness.with_name("unplugged"))
    assert "does not have the last checkpoint" in browser.get("/audit/state/").text


def test_verify_now_says_what_was_found_and_is_audited(office: Tenant) -> None:
    browser = administrator()
    record_all([Deed("room:thing:done") for _ in range(3)])
    integrate(office.pk)
    answer = browser.post("/audit/verify/")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/audit/")
    assert "Whole: 3 entries verified." in browser.get("/audit/").text
    assert Entry.objects.filter(action="audit:trail:verified").count() == 1
    assert Verification.objects.get().outcome["is_sound"]


def test_verify_now_says_from_where_on_it_is_broken(office: Tenant) -> None:
    browser = administrator()
    record_all([Deed("room:thing:done") for _ in range(3)])
    integrate(office.pk)
    folder_of(office.pk).delete("tile/entries/000.p/3")
    panel = browser.post("/audit/verify/", headers={"HX-Request": "true"}).text
    assert "Not whole: from entry 0 on" in panel
    assert "Entry files: tile/entries/000.p/3 is missing" in panel
    assert "<html" not in panel


def test_a_verification_under_way_shows_its_progress(office: Tenant) -> None:
    Verification.objects.create(tenant=office, actor="system", size=90_000, checked=30_000)
    panel = administrator().get("/audit/state/").text
    assert 'max="90000"' in panel
    assert 'value="30000"' in panel
    assert 'hx-trigger="every 2s"' in panel


def test_the_proof_of_an_entry_is_a_file_that_proves_it(office: Tenant) -> None:
    browser = administrator()
    record("room:thing:done")
    entry = Entry.objects.get()
    assert browser.get(f"/audit/{entry.pk}/proof.json").status_code == 409
    integrate(office.pk)
    answer = browser.get(f"/audit/{entry.pk}/proof.json")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="proof-0.json"'
    told = json.loads(answer.content)
    assert Proof.of_json(told).check().id == entry.pk
    with pytest.raises(ProofInvalid):
        Proof.of_json(told | {"index": 1}).check()
    assert Entry.objects.filter(action="audit:entry:proven", object_id=entry.pk).exists()
    assert f"/audit/{entry.pk}/proof.json" in browser.get("/audit/").text


def test_there_is_no_proof_of_what_is_not_there(office: Tenant) -> None:
    assert administrator().get(f"/audit/{uuid4()}/proof.json").status_code == 404


@pytest.mark.parametrize("address", ["/audit/state/", "/audit/verify/"])
def test_others_neither_look_nor_verify(office: Tenant, address: str) -> None:
    browser = browser_of(account())
    assert {browser.get(address).status_code, browser.post(address).status_code} <= {403, 405}
