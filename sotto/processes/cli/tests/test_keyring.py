"""`sotto keyring`: a backup, a restore of yesterday, the replay that keeps the erased away."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pyrage
import pytest
import typer
from django.utils.timezone import now

from sotto.features.directory.models import Person
from sotto.features.directory.services import add_person
from sotto.features.voicemail.models import Mailbox, Message
from sotto.features.voicemail.tests.conftest import leave
from sotto.keyring.client import (
    HoldUnknown,
    KeyringRefused,
    KeyringUnavailable,
    TenantGone,
    Use,
    Wanted,
)
from sotto.keyring.periods import Period
from sotto.keyring.problems import BackupDamaged, BackupLocked, StoreSound
from sotto.personal_data.actor import acting
from sotto.personal_data.held import open_held
from sotto.personal_data.keys import keyring as keys
from sotto.personal_data.models import Erasure
from sotto.personal_data.registry import holding_of
from sotto.personal_data.vocabulary import Purpose
from sotto.processes.cli import keyring
from sotto.processes.cli.failures import AWAY
from sotto.trust.dataprotection.services import ask_erasure, erase_subject, remove_tenant
from sotto.trust.holds.tests.test_holds import lifted, standing
from sotto.trust.tenants.models import Tenant
from sotto.trust.tenants.services import within

pytestmark = pytest.mark.room
Said = pytest.CaptureFixture[str]
MINE = pyrage.x25519.Identity.generate()


@pytest.fixture
def office(office: Tenant, monkeypatch: pytest.MonkeyPatch) -> Tenant:
    """The one whose ledger is replayed, by the tests' own user."""

    @contextmanager
    def administering(*_: object) -> Iterator[Tenant]:
        yield office

    monkeypatch.setattr(keyring, "administering", administering)
    return office


@pytest.fixture
def identity(tmp_path: Path) -> Path:
    file = tmp_path / "identity"
    file.write_text(f"# mine\n{MINE}\n")
    return file


def back_up(folder: Path, said: Said, *, escrow: bool = False) -> Path:
    said.readouterr()
    keyring.backup(folder, recipient=[str(MINE.to_public())], escrow=escrow, as_json=True)
    return Path(read(said)["file"])


def read(said: Said) -> Any:  # Any: JSON
    return json.loads(said.readouterr().out)


def name_of(person: Person) -> str | None:
    name: str | None = Person.objects.get(pk=person.pk).about_owner["name"]
    return name


def test_a_restore_of_yesterday_brings_back_the_living_and_none_of_the_erased(
    office: Tenant, tmp_path: Path, identity: Path, capsys: Said
) -> None:
    ada = add_person(name="Ada Example", extension="2001")
    bob = add_person(name="Bob Example", extension="2002")
    file = back_up(tmp_path, capsys)
    erase_subject(office.pk, bob.owner)
    keyring.restore(file, identity=identity, replace=True, as_json=True)
    capsys.readouterr()
    with pytest.raises(KeyringUnavailable):
        name_of(ada)
    with pytest.raises(typer.Exit) as ended:
        keyring.status(as_json=True)
    assert ended.value.exit_code == AWAY
    assert read(capsys)["must_replay"] == 1
    keyring.replay(as_json=True)
    said = read(capsys)
    assert (said["erased"], said["months"], said["came_back"]) == (1, 0, 1)
    assert name_of(ada) == "Ada Example"
    assert keys().set_tombstone(office.pk, bob.owner, actor="test") is False
    keyring.status(as_json=True)
    assert read(capsys)["log"] == "whole"


def test_a_restore_of_yesterday_brings_back_no_customer_that_was_removed_since(
    office: Tenant, hotel: Tenant, tmp_path: Path, identity: Path, capsys: Said
) -> None:
    with within(hotel.pk):
        add_person(name="Greta Guest", extension="2001")
    file = back_up(tmp_path, capsys)
    remove_tenant(hotel.pk, confirmed=hotel.domain)
    keyring.restore(file, identity=identity, replace=True, as_json=True)
    keyring.replay(as_json=True)
    with pytest.raises(TenantGone):
        keys().index_key(hotel.pk, actor="test")


def test_a_restore_of_yesterday_brings_back_no_hold_that_was_lifted_since(
    office: Tenant, tmp_path: Path, identity: Path, capsys: Said
) -> None:
    hold = standing(add_person(name="Ada Example", extension="2001"))
    file = back_up(tmp_path, capsys)
    lifted(hold)
    erase_subject(office.pk, hold.owner)
    keyring.restore(file, identity=identity, replace=True, as_json=True)
    keyring.replay(as_json=True)
    wanted = [Wanted((hold.owner,), Period.standing(1))]
    with pytest.raises(HoldUnknown):
        keys().held_keys(office.pk, hold.pk, wanted, Use("system", Purpose.CLAIMS, "tests.None"))


def test_a_hold_that_is_newer_than_the_restored_store_keeps_again_what_it_kept(
    office: Tenant, tmp_path: Path, identity: Path, capsys: Said
) -> None:
    ada = add_person(name="Ada Example", extension="2001")
    file = back_up(tmp_path, capsys)
    hold = standing(ada)
    erase_subject(office.pk, ada.owner)
    keyring.restore(file, identity=identity, replace=True, as_json=True)
    capsys.readouterr()
    keyring.replay(as_json=True)
    assert read(capsys)["not_kept"] == {}
    with acting("counsel", purpose=Purpose.CLAIMS):
        [opened] = open_held(hold.pk, holding_of(Person), [Person.objects.get(pk=ada.pk)])
    assert opened["about_owner"]["name"] == "Ada Example"
    assert name_of(ada) is None


def test_what_a_hold_cannot_keep_again_is_said(
    office: Tenant, tmp_path: Path, identity: Path, capsys: Said
) -> None:
    file = back_up(tmp_path, capsys)
    hold = standing(add_person(name="Ada Example", extension="2001"))
    keyring.restore(file, identity=identity, replace=True, as_json=True)
    capsys.readouterr()
    keyring.replay(as_json=True)
    lost = read(capsys)["not_kept"][str(hold.pk)]
    assert lost["directory.Person"] == 1
    keyring.replay()
    said = capsys.readouterr().out
    assert f"Hold {hold.pk} does not keep all: {sum(lost.values())} parts of records." in said


def test_a_hold_placed_after_an_erasure_keeps_nothing_of_it_out_of_an_older_store(
    office: Tenant, tmp_path: Path, identity: Path, capsys: Said
) -> None:
    ada = add_person(name="Ada Example", extension="2001")
    assert leave(Mailbox.objects.get(person=ada))
    message = Message.objects.get()
    file = back_up(tmp_path, capsys)
    erasure = ask_erasure(office.pk, message.caller)
    Erasure.objects.filter(pk=erasure.pk).update(final_at=now(), denied_at=now())
    keys().set_tombstone(office.pk, message.caller, actor="test")
    keys().destroy(office.pk, message.caller, actor="test")
    hold = standing(ada)
    keyring.restore(file, identity=identity, replace=True, as_json=True)
    keyring.replay(as_json=True)
    with acting("counsel", purpose=Purpose.CLAIMS):
        [opened] = open_held(hold.pk, holding_of(Message), [message])
    assert opened["about_caller"].erased


def test_a_drill_opens_all_the_living_and_none_of_the_erased(
    office: Tenant, tmp_path: Path, identity: Path, capsys: Said
) -> None:
    ada = add_person(name="Ada Example", extension="2001")
    bob = add_person(name="Bob Example", extension="2002")
    file = back_up(tmp_path, capsys)
    erase_subject(office.pk, bob.owner)
    eve = add_person(name="Eve Example", extension="2003")
    standing(eve)
    with pytest.raises(typer.Exit) as ended:
        keyring.drill(file, identity=identity, as_json=True)
    found = read(capsys)
    assert ended.value.exit_code == 0
    assert found["good"] is True
    assert found["living_opened"] >= 1
    assert found["newer_than_the_backup"] >= 1
    assert found["of_them_legal_holds"] == 1
    assert (found["lost"], found["erased"], found["erased_that_open"]) == (0, 1, 0)
    wanted = [Wanted((one.owner,), Period.standing(1)) for one in (ada, bob, eve)]
    asked = Use("system", Purpose.VERIFY, "tests.After a drill")  # Of the store, not of a cache.
    living = [key is not None for key in keys().keys(office.pk, wanted, asked)]
    assert living == [True, False, True]


def test_a_store_that_works_is_replaced_only_when_that_is_said(
    office: Tenant, tmp_path: Path, identity: Path, capsys: Said
) -> None:
    ada = add_person(name="Ada Example", extension="2001")
    file = back_up(tmp_path, capsys)
    with pytest.raises(StoreSound):
        keyring.restore(file, identity=identity)
    assert name_of(ada) == "Ada Example"


def test_a_backup_that_does_not_open_changes_nothing(
    office: Tenant, tmp_path: Path, identity: Path, capsys: Said
) -> None:
    ada = add_person(name="Ada Example", extension="2001")
    file = back_up(tmp_path, capsys)
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(BackupLocked):
        keyring.restore(file, identity=identity, replace=True)
    file.write_bytes(pyrage.encrypt(b"something else", [MINE.to_public()]))
    with pytest.raises(BackupDamaged):
        keyring.restore(file, identity=identity, replace=True)
    assert name_of(ada) == "Ada Example"


def test_a_backup_is_its_owner_s_alone_and_old_ones_are_removed(
    office: Tenant, tmp_path: Path, capsys: Said
) -> None:
    first = back_up(tmp_path, capsys, escrow=True)
    assert first.stat().st_mode & 0o777 == 0o600
    for _ in range(2):
        keyring.rotate()
    second = back_up(tmp_path, capsys)
    assert not first.exists()
    assert second.exists()


def test_a_backup_without_key_or_password_is_not_made(office: Tenant, tmp_path: Path) -> None:
    with pytest.raises(KeyringRefused):
        keyring.backup(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_policy_names_every_request_and_the_log_every_deed(
    office: Tenant, capsys: Said
) -> None:
    keyring.policy(as_json=True)
    rows = {row["request"]: row for row in read(capsys)}
    assert rows["rotate"]["application"] == "-"
    assert rows["held_keys"]["purposes"] == "legal claims"
    person = uuid4()
    keys().set_tombstone(office.pk, person, actor="test")
    keyring.log(as_json=True)
    assert read(capsys)[-1]["object"] == str(person)
