"""Every case of the table: nothing is left of the erased, and all of the others (PBX-02)."""

import pytest

from sotto.trust.tenants.models import Tenant
from tests.two_party.case import Case, perform
from tests.two_party.cases import CASES
from tests.two_party.stage import (
    Stage,
    expect_all_of,
    expect_nothing_of,
    parts_in,
    rows_as_text,
)

pytestmark = pytest.mark.room


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_of_the_erased_nothing_is_left_and_of_the_others_all(office: Tenant, case: Case) -> None:
    stage = Stage(office)
    record = case.make(stage, case.roles)
    before = list(parts_in(office.pk))
    erased = perform(stage, record, case.steps)
    assert record.left() == case.words
    for letter, person in stage.people.items():
        expect = expect_nothing_of if person.subject in erased else expect_all_of
        expect(stage, letter, before, erased)
    rows = rows_as_text()
    assert not [one for person in stage.people.values() for one in person.markers if one in rows]


def test_there_are_at_least_forty_cases_and_no_two_are_one() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 40
