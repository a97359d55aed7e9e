"""A hold that waits for its second person keeps nothing yet: who would erase meanwhile is told."""

import pytest

from sotto.features.directory.models import Person
from sotto.features.directory.services import add_person
from sotto.trust.access.models import Role
from sotto.trust.dataprotection.services import (
    PreviewStale,
    approve_erasure,
    ask_erasure,
    preview_of,
    preview_of_tenant,
)
from sotto.trust.holds.tests.test_holds import lifted, placed, standing
from tests.browsers import account, browser_of

pytestmark = pytest.mark.room


def test_a_dry_run_says_how_much_a_hold_would_keep_that_waits_for_approval(ada: Person) -> None:
    assert preview_of(ada.owner).awaited == 0
    placed(ada)
    assert preview_of(ada.owner).awaited == sum(preview_of(ada.owner).counts.values())
    assert preview_of_tenant(ada.tenant_id).awaited == 1


def test_a_hold_that_stands_or_is_lifted_is_not_waited_for(ada: Person) -> None:
    hold = standing(ada)
    assert preview_of(ada.owner).awaited == 0
    lifted(hold)
    assert preview_of(ada.owner).awaited == 0


def test_a_hold_of_somebody_else_is_none_of_its(ada: Person) -> None:
    placed(add_person(name="Bob Builder", extension="2002"))
    assert preview_of(ada.owner).awaited == 0


def test_who_approves_by_a_dry_run_of_before_the_hold_looks_again(ada: Person) -> None:
    seen = preview_of(ada.owner).token
    entry = ask_erasure(ada.tenant_id, ada.owner)
    placed(ada)
    with pytest.raises(PreviewStale):
        approve_erasure(entry, seen=seen)


def test_the_page_of_a_dry_run_warns(ada: Person) -> None:
    officer = browser_of(account(role=Role.OFFICER, name="dora"))
    address = "/data-protection/erasures/new/?who=2001"
    assert "waits for approval" not in officer.get(address).content.decode()
    placed(ada)
    assert (
        "A legal hold that waits for approval would keep" in officer.get(address).content.decode()
    )
