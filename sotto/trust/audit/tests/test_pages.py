"""The audit page: for administrators, page by page, and itself audited."""

from uuid import uuid4

import pytest

from sotto.trust.audit.models import Entry
from sotto.trust.audit.pages.entries import ENTRIES
from sotto.trust.audit.services import Deed, record, record_all
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
