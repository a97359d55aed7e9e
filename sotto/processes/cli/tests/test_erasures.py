"""`sotto erase`: an outsider is erased by a number in any notation, as a colleague by extension."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

import pytest
import typer

from sotto.features.directory.models import OtherParty, Person
from sotto.features.directory.services import add_person, find_other_party
from sotto.personal_data.models import Erasure
from sotto.processes.cli import erasures
from sotto.trust.dataprotection.services import (
    NotWaiting,
    PreviewForeign,
    ask_erasure,
    choose_grace,
    commit_identity,
)
from sotto.trust.dataprotection.services.finding import NobodyFound
from sotto.trust.tenants.models import Tenant

pytestmark = pytest.mark.room


@pytest.fixture
def office(office: Tenant, monkeypatch: pytest.MonkeyPatch) -> Tenant:
    """In Germany; the one that commands are about, run as the tests' own user."""

    @contextmanager
    def administering(*_: object) -> Iterator[Tenant]:
        yield office

    monkeypatch.setattr(erasures, "administering", administering)
    monkeypatch.setattr(erasures, "in_tenant", administering)
    Tenant.objects.filter(pk=office.pk).update(country="DE")
    return office


@pytest.mark.parametrize("notation", ["+49 30 123456", "030 / 123456", "0049-30-123456"])
def test_an_outsider_is_erased_by_its_number_in_any_notation(office: Tenant, notation: str) -> None:
    assert find_other_party(number="+4930123456", name="Grace Stranger") is not None
    erasures.erase(notation, yes=True)
    assert not OtherParty.objects.exists()


def test_without_yes_nothing_is_erased(office: Tenant) -> None:
    add_person(name="Ada Example", extension="2001")
    with pytest.raises(typer.Exit):
        erasures.erase("2001")
    assert Person.objects.exists()


def test_it_can_be_cancelled_as_long_as_the_tenant_has_chosen(office: Tenant) -> None:
    choose_grace(office.pk, days=30)
    add_person(name="Ada Example", extension="2001")
    erasures.erase("2001", yes=True)
    assert Erasure.objects.get().grace == timedelta(days=30)
    assert Person.objects.exists()


def test_what_was_asked_for_before_keeps_the_receipt_that_was_given_then(
    office: Tenant, capsys: pytest.CaptureFixture[str]
) -> None:
    ada = add_person(name="Ada Example", extension="2001")
    entry = ask_erasure(office.pk, ada.owner)
    commit_identity(entry, "identity card seen")
    with pytest.raises(NotWaiting):
        commit_identity(entry, "somebody else")
    erasures.erase("2001", yes=True, as_json=True)
    assert json.loads(capsys.readouterr().out)["receipt"] == ""
    assert Erasure.objects.get().identity_digest == entry.identity_digest


def test_one_asks_and_another_approves_what_the_dry_run_showed(
    office: Tenant, capsys: pytest.CaptureFixture[str]
) -> None:
    add_person(name="Ada Example", extension="2001")
    erasures.ask("2001", identified="identity card seen", as_json=True)
    asked = json.loads(capsys.readouterr().out)
    assert (asked["state"], len(asked["receipt"])) == ("asked", 64)
    assert Person.objects.exists()
    with pytest.raises(typer.Exit):
        erasures.approve(UUID(asked["id"]), as_json=True)
    shown = json.loads(capsys.readouterr().out)
    assert shown["would_erase"]
    assert Person.objects.exists()
    erasures.approve(UUID(asked["id"]), seen=shown["seen"])
    assert not Person.objects.exists()


def test_no_erasure_is_approved_by_another_one_s_dry_run(
    office: Tenant, capsys: pytest.CaptureFixture[str]
) -> None:
    ada = add_person(name="Ada Example", extension="2001")
    entry = ask_erasure(office.pk, ada.owner)
    add_person(name="Grace Sample", extension="2002")
    with pytest.raises(typer.Exit):
        erasures.erase("2002", as_json=True)
    seen = json.loads(capsys.readouterr().out)["seen"]
    with pytest.raises(PreviewForeign):
        erasures.approve(entry.pk, seen=seen)
    assert Person.objects.count() == 2


def test_whom_nobody_knows_can_t_be_erased(office: Tenant) -> None:
    with pytest.raises(NobodyFound):
        erasures.erase("+49 30 999999", yes=True)
