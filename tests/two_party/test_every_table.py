"""Every declared table of every room, each role of it, played in four ways: nothing to be written.

And what a declaration can't check alone, since it takes two tables to say it.
"""

from collections.abc import Callable, Iterator

import pytest
from typing_extensions import override

from sotto.personal_data.access import items_about
from sotto.personal_data.registry import Holding, holdings
from sotto.personal_data.sharing import SharingField, sound_rules
from sotto.personal_data.vocabulary import Erase, Role
from sotto.trust.tenants.models import Tenant
from tests.guards.canary import Canary
from tests.guards.tracked import expect_none
from tests.two_party.declared import Builder, Built, Players, roles_of
from tests.two_party.stage import Stage, expect_all_of, expect_nothing_of, parts_in

pytestmark = pytest.mark.guard
Way = Callable[[Holding, Role, Canary, Canary], tuple[Players, list[Canary]]]


def alone(_: Holding, role: Role, ada: Canary, __: Canary) -> tuple[Players, list[Canary]]:
    return {role: ada}, []


def with_others(
    holding: Holding, role: Role, ada: Canary, bob: Canary
) -> tuple[Players, list[Canary]]:
    return {**dict.fromkeys(roles_of(holding), bob), role: ada}, [bob]


def in_every_role(
    holding: Holding, _: Role, ada: Canary, __: Canary
) -> tuple[Players, list[Canary]]:
    return dict.fromkeys(roles_of(holding), ada), [ada]


WAYS = (alone, with_others, in_every_role)


@pytest.fixture
def stage(office: Tenant) -> Stage:
    return Stage(office)


def populate(stage: Stage, way: Way) -> list[Built]:
    """For each table and each role in it, rows as `way` casts them."""
    ada, bob = stage.person("A"), stage.person("B")
    builder = Builder(stage.tenant, bob)
    for holding in holdings():
        for role in roles_of(holding):
            builder.build(holding, *way(holding, role, ada, bob))
    return builder.built


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_erasing_does_what_is_declared(stage: Stage, way: Way) -> None:
    built = populate(stage, way)
    before = list(parts_in(stage.tenant.pk))
    stage.erase("A")
    expect_none(faults(built, stage.person("A")))
    expect_nothing_of(stage, "A", before, {stage.subject("A")})
    expect_all_of(stage, "B", before, {stage.subject("A")})


def test_a_number_handed_on_hands_on_nothing_of_the_one_who_had_it(stage: Stage) -> None:
    old, new = Namesake("old"), Namesake("new")
    stage.people |= {"A": old, "N": new}
    theirs = populate(stage, alone)
    stage.people["A"] = new
    own = populate(stage, alone)
    stage.people["A"] = old
    before = list(parts_in(stage.tenant.pk))
    seen = {item.id for item in items_about(new.subject)}
    assert seen & {one.row.pk for one in own}
    assert not seen & {one.row.pk for one in theirs}
    stage.erase("A")
    assert {item.id for item in items_about(new.subject)} == seen
    expect_none(faults(own, old))
    expect_all_of(stage, "N", before, {old.subject})


def test_every_role_of_every_table_is_tried(stage: Stage) -> None:
    """And every word that erasing knows is one that the oracle answers for."""
    tried = {
        (one.holding.label, role)
        for one in populate(stage, with_others)
        for role, player in one.players.items()
        if player is stage.person("A")
    }
    declared = {(one.label, role) for one in holdings() for role in roles_of(one)}
    assert tried >= declared
    assert {erase for one in holdings() for erase in one.declared.erase.values()} == set(Erase)


def test_what_takes_two_tables_to_say_is_said_well() -> None:
    expect_none(fault for holding in holdings() for fault in ill_said(holding))


class Namesake(Canary):
    """Has the same number, and the same everything, as another."""

    @override
    def marker(self) -> str:
        return "+49301234567"


def faults(built: list[Built], erased: Canary) -> Iterator[str]:
    for one in built:
        stands = one.holding.model._default_manager.filter(pk=one.row.pk).exists()
        if stands != one.must_stand(erased.subject):
            roles = {role.name: player and player.name for role, player in one.players.items()}
            yield f"{one.holding.label} {roles}: {'stands' if stands else 'is gone'}"


def ill_said(holding: Holding) -> Iterator[str]:
    """Shared keys, records without owners, and rows that fall with another's."""
    keys = [by for by in holding.shared_by if by.key_shares]
    columns = holding.model._meta.local_concrete_fields
    if any(isinstance(one, SharingField) for one in columns) != (len(keys) == 1):
        yield f"{holding.label}: a content key needs a policy and one table of shares"
    yield from _unsound(holding)
    if any(one.declared.retention != holding.declared.retention for one in keys):
        yield f"{holding.label}: the shares of its key are kept for another time"
    parts = (*holding.shared_by, *holding.contains)
    if parts and not (holding.owners or any(one.owners for one in parts)):
        yield f"{holding.label}: nobody owns it, so nobody's erasure ends it"
    for column in columns:
        outer = column.is_relation and holding.refers(column.name)
        for other in holdings():
            if other.model is outer and not column.null:
                yield from _falls_with(holding, other)


def _unsound(holding: Holding) -> Iterator[str]:
    """The declared rule is held to what a tenant's choice is held to."""
    for column in holding.model._meta.local_concrete_fields:
        if isinstance(column, SharingField) and column.rule not in sound_rules(holding.model):
            yield f"{holding.label}: by its declared rule whoever may read ends what others own"


def _falls_with(inner: Holding, outer: Holding) -> Iterator[str]:
    """A row that falls with another is of an owner of that one: else it takes others' along."""
    mine, theirs = ({one.role for one in table.owners} for table in (inner, outer))
    if mine and not mine & theirs and Erase.DELETE_ROW in outer.declared.erase.values():
        yield f"{inner.label} falls with {outer.label}, which is none of its owners'"
