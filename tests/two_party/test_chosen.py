"""The tenant's rule for what several people made together, where it is sound (PBX-02, UCC-72)."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.exceptions import FieldError
from django.test import Client, TestCase
from django.urls import reverse
from typer.testing import CliRunner

from sotto.personal_data.actor import acting
from sotto.personal_data.registry import holding_of
from sotto.personal_data.shared import share
from sotto.personal_data.sharing import SharingField, rule_for, sharing_column, sound_rules
from sotto.personal_data.vocabulary import PARTICIPANT, Erase, Interface, Purpose, Sharing
from sotto.processes.cli import shared
from sotto.trust.access.models import Role
from sotto.trust.audit.models import Entry
from sotto.trust.dataprotection import queries
from sotto.trust.dataprotection.services import (
    NothingToDecide,
    RuleRefused,
    choose_grace,
    choose_sharing,
    decide_undecided,
)
from sotto.trust.document.rules import Verdict
from sotto.trust.document.services import probing
from sotto.trust.tenants.models import Tenant
from sotto.trust.tenants.services import within
from tests.browsers import account, browser_of
from tests.two_party.kinds.groups import ControllerDecides, Meeting
from tests.two_party.models import Conference, Seat
from tests.two_party.stage import Stage

pytestmark = pytest.mark.room

PAGE = "dataprotection:sharing"


@pytest.fixture
def officer(office: Tenant) -> Client:
    return browser_of(account(role=Role.OFFICER, name="grace"))


def test_what_nobody_chose_is_as_declared_and_a_choice_holds_for_what_comes(
    office: Tenant, hotel: Tenant
) -> None:
    assert rule_for(Conference, office.pk) is Sharing.LAST
    before = Conference.objects.create(tenant=office)
    choose_sharing(Sharing.ANY)
    after = Conference.objects.create(tenant=office)
    assert [before.sharing, after.sharing] == [Sharing.LAST, Sharing.ANY]
    with within(hotel.pk):
        assert rule_for(Conference, hotel.pk) is Sharing.LAST
    choose_sharing(None)
    assert rule_for(Conference, office.pk) is Sharing.LAST


def test_choosing_a_rule_leaves_the_grace_as_it_was_and_the_other_way(office: Tenant) -> None:
    choose_sharing(Sharing.ANY)
    usual = queries.grace_of(office.pk)
    choose_grace(office.pk, days=9)
    assert (usual.days, queries.grace_of(office.pk).days) == (0, 9)
    assert queries.sharing_chosen(office.pk) is Sharing.ANY
    assert Entry.objects.filter(action="dataprotection:sharing:chosen").count() == 1


def test_waiting_is_no_rule_that_anybody_may_choose(office: Tenant) -> None:
    with pytest.raises(RuleRefused):
        choose_sharing(Sharing.WAITING)
    assert queries.sharing_chosen(office.pk) is None


def test_a_table_whose_people_may_come_later_does_not_allow_any(
    office: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    column = sharing_column(holding_of(Conference))
    monkeypatch.setattr(column, "allowed", (Sharing.LAST, Sharing.CONTROLLER))
    choose_sharing(Sharing.ANY)
    assert rule_for(Conference, office.pk) is Sharing.LAST
    forced = Conference.objects.create(tenant=office, sharing=Sharing.ANY)
    with pytest.raises(FieldError):
        share(forced, [])


def test_mere_readers_may_not_end_what_belongs_to_others(
    office: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert Sharing.ANY in sound_rules(Conference)
    monkeypatch.setitem(Seat.personal_data.erase, PARTICIPANT, Erase.LEAVE)
    assert sound_rules(Conference) == [Sharing.LAST, Sharing.CONTROLLER]


@pytest.mark.parametrize(
    "declared",
    [
        lambda: SharingField(Sharing.ANY, allowed=(Sharing.LAST,)),
        lambda: SharingField(Sharing.WAITING, allowed=(Sharing.WAITING,)),
    ],
)
def test_a_declared_rule_is_one_that_is_allowed(declared: Callable[[], SharingField]) -> None:
    with pytest.raises(FieldError):
        declared()


def test_the_page_chooses_and_says_where_the_choice_is_not_sound(
    office: Tenant, officer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert officer.post(reverse(PAGE), {"rule": Sharing.ANY.value}).status_code == 303
    assert queries.sharing_chosen(office.pk) is Sharing.ANY
    assert "not sound here" not in officer.get(reverse(PAGE)).content.decode()
    column = sharing_column(holding_of(Conference))
    monkeypatch.setattr(column, "allowed", (Sharing.LAST,))
    assert "not sound here" in officer.get(reverse(PAGE)).content.decode()
    assert officer.post(reverse(PAGE), {"rule": Sharing.WAITING.value}).status_code == 422
    assert queries.sharing_chosen(office.pk) is Sharing.ANY


def test_no_user_comes_to_the_page(office: Tenant) -> None:
    user = browser_of(account(name="eve"))
    assert user.get(reverse(PAGE)).status_code == 403


def test_the_live_document_names_a_record_that_waits_and_a_rule_that_is_none(
    office: Tenant,
) -> None:
    assert probing.run("erasure.shared").verdict is Verdict.HOLDS
    waiting(office)
    assert probing.run("erasure.shared").verdict is Verdict.BROKEN
    decide_undecided(queries.undecided_shared()[0].pk, keep=True)
    assert probing.run("erasure.shared").verdict is Verdict.HOLDS
    Conference.objects.update(sharing="nobody erases")
    assert probing.run("erasure.shared").verdict is Verdict.BROKEN


def waiting(office: Tenant) -> Meeting:
    stage = Stage(office)
    meeting = ControllerDecides(stage, {"participant": ["A", "B"]})
    stage.erase("A")
    return meeting


@pytest.mark.parametrize(("decision", "left"), [("keep", "content"), ("release", "")])
def test_the_officer_decides_what_waits_and_once(
    office: Tenant, officer: Client, decision: str, left: str
) -> None:
    meeting = waiting(office)
    [found] = queries.undecided_shared()
    assert str(found.pk)[:8] in officer.get(reverse(PAGE)).content.decode()
    decide, said = reverse("dataprotection:decide-shared"), {"record": found.pk}
    assert officer.post(decide, {**said, "decision": "perhaps"}).status_code == 404
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert officer.post(decide, {**said, "decision": decision}).status_code == 303
    assert queries.undecided_shared() == []
    assert ("content" in meeting.left()) is bool(left)
    assert officer.post(decide, {**said, "decision": decision}).status_code == 404
    assert officer.post(decide, {"record": "x"}).status_code == 404
    with pytest.raises(NothingToDecide):
        decide_undecided(found.pk, keep=True)


def test_the_command_line_chooses_lists_and_decides(
    office: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def in_tenant(purpose: Purpose = Purpose.OPERATE) -> Iterator[Tenant]:
        with acting("uid:0", purpose=purpose, interface=Interface.COMMAND_LINE):
            yield office

    def says(*arguments: str) -> Any:  # Any: JSON
        result = CliRunner().invoke(shared.app, [*arguments, "--json"], catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return json.loads(result.output)

    monkeypatch.setattr(shared, "in_tenant", in_tenant)
    assert says("rule", "any")["rule"] == Sharing.ANY.value
    assert queries.sharing_chosen(office.pk) is Sharing.ANY
    assert says("rule", "declared")["rule"] is None
    assert set(says("rule")["tables"]) >= {holding_of(Conference).label}
    meeting = waiting(office)
    [found] = says("list")
    assert found["kind"] == holding_of(Conference).title
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert says("decide", found["id"], "--release") == {"id": found["id"], "kept": False}
    assert says("list") == []
    assert "content" not in meeting.left()
    with pytest.raises(NothingToDecide):
        says("decide", found["id"], "--keep")
