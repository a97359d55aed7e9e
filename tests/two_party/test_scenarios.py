"""Random people in random records, erased in random order: after each, exactly what must be left.

The oracle knows letters and words only: no row, no key, no declaration.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sotto.trust.tenants.models import Tenant
from tests.two_party.kinds import Cast, Kind, Make, calls, groups, voicemail
from tests.two_party.stage import Stage, expect_all_of, expect_nothing_of, parts_in

pytestmark = pytest.mark.room
Words = set[str]
Oracle = Callable[[Cast, set[str]], Words]
_LETTERS = "ABCDEF"


def named(cast: Cast, erased: set[str]) -> Words:
    """Everybody keeps one's own part; nobody left, nothing left."""
    return {f"{role}={one}" for role, people in cast.items() for one in people if one not in erased}


def messages(cast: Cast, erased: set[str]) -> Words:
    """Boxes are their owners'; a message is of both."""
    owners = [one for one in cast["owner"] if one not in erased]
    boxes = {f"box={one}" for one in owners}
    return boxes if set(cast["caller"]) & erased else boxes | {f"message={one}" for one in owners}


def chat(cast: Cast, erased: set[str]) -> Words:
    living = named({"member": cast["member"], "message": cast["author"]}, erased)
    return living | {"tombstone" for one in cast["author"] if one in erased and living}


def meeting(cast: Cast, erased: set[str], *, when_some: Words, when_none: Words) -> Words:
    """when_some: what is there, beside the seats, when some but not all were erased."""
    seats = named({"seat": cast["participant"]}, erased)
    more = when_some if set(cast["participant"]) & erased else when_none
    return seats | more if seats else set()


def any_erases(cast: Cast, erased: set[str]) -> Words:
    return meeting(cast, erased, when_some=set(), when_none={"content"})


def last_erases(cast: Cast, erased: set[str]) -> Words:
    return meeting(cast, erased, when_some={"content"}, when_none={"content"})


def controller_decides(cast: Cast, erased: set[str]) -> Words:
    return meeting(cast, erased, when_some={"undecided"}, when_none={"content"})


def owned(cast: Cast, erased: set[str]) -> Words:
    """The owner's; who has access keeps nothing alive."""
    return set() if set(cast["owner"]) & erased else named(cast, erased)


@dataclass(frozen=True)
class Sort:
    """A sort of record: its roles, with how many may play each, and its oracle."""

    make: Make
    roles: Mapping[str, int]
    oracle: Oracle


_CALL = {"caller": 1, "callee": 1, "diverter": 1}
SORTS = (  # Voice mail first: its owners become users under a subject of the directory's own.
    Sort(voicemail.Messages, {"owner": 2, "caller": 1}, messages),
    Sort(calls.CallDetail, _CALL, named),
    Sort(calls.TwoChannels, _CALL, named),
    Sort(groups.Chat, {"member": 4, "author": 4}, chat),
    Sort(groups.AnyErases, {"participant": 4}, any_erases),
    Sort(groups.Meeting, {"participant": 4}, last_erases),
    Sort(groups.ControllerDecides, {"participant": 4}, controller_decides),
    Sort(groups.SharedNote, {"owner": 1, "viewer": 1}, owned),
    Sort(groups.SharedFolder, {"owner": 1, "reader": 3}, owned),
)


@st.composite
def records(draw: st.DrawFn) -> tuple[Sort, Cast]:
    sort = draw(st.sampled_from(SORTS))
    people = {
        role: draw(st.lists(st.sampled_from(_LETTERS), min_size=1, max_size=most, unique=True))
        for role, most in sort.roles.items()
    }
    return sort, people


_scenarios = st.lists(records(), min_size=1, max_size=5)
_orders = st.lists(st.sampled_from(_LETTERS), min_size=1, max_size=4, unique=True)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(chosen=_scenarios, order=_orders)
def test_after_each_erasure_exactly_the_oracle_s_words_are_left(
    office: Tenant, chosen: list[tuple[Sort, Cast]], order: list[str]
) -> None:
    with transaction.atomic():
        play(Stage(office), sorted(chosen, key=lambda one: SORTS.index(one[0])), order)
        transaction.set_rollback(True)


def play(stage: Stage, chosen: list[tuple[Sort, Cast]], order: list[str]) -> None:
    made: list[tuple[Sort, Cast, Kind]] = []
    for sort, cast in chosen:
        made.append((sort, cast, sort.make(stage, cast)))
    erased: set[str] = set()
    for letter in ("", *order):
        before = list(parts_in(stage.tenant.pk))
        if letter:
            stage.erase(letter)
            erased.add(letter)
        for sort, cast, record in made:
            assert record.left() == sort.oracle(cast, erased), (sort.make, cast, erased)
        subjects = {stage.subject(one) for one in erased}
        for one in list(stage.people):
            expect = expect_nothing_of if one in erased else expect_all_of
            expect(stage, one, before, subjects)
