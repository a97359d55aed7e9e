"""Epochs and tombstones: what was destroyed stays destroyed, whatever copy turns up."""

import shutil
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from sotto.keyring.database import Database
from sotto.keyring.problems import EpochKeyMissing
from sotto.keyring.protocol import Destroy, Tombstone
from sotto.keyring.refusals import NoTombstone
from sotto.keyring.roots.file import FileRoot
from sotto.keyring.store import KeyStore
from sotto.keyring.tests.inside import NO_KEY, START, TENANT, Inside

pytestmark = pytest.mark.room


def test_a_key_is_the_same_before_and_after_rewrapping(inside: Inside) -> None:
    ada = uuid4()
    before = inside.key_of(ada)
    inside.rotate()
    inside.rotate()
    assert inside.key_of(ada, create=False) == before


def test_each_person_and_each_company_of_people_has_a_key_of_its_own(inside: Inside) -> None:
    ada, bob = uuid4(), uuid4()
    assert len({inside.key_of(ada), inside.key_of(bob), inside.key_of(ada, bob)}) == 3


def test_a_tombstone_denies_before_the_key_is_destroyed(inside: Inside) -> None:
    ada, bob = uuid4(), uuid4()
    inside.key_of(ada, bob)
    inside.desk.answer(Tombstone(tenant=TENANT, subject=ada, actor="system"), "root")
    assert inside.key_of(ada) == "erased"
    assert inside.key_of(ada, bob) == "erased"
    assert inside.key_of(bob) not in NO_KEY


def test_a_key_without_tombstone_cannot_be_destroyed(inside: Inside) -> None:
    ada = uuid4()
    key = inside.key_of(ada)
    with pytest.raises(NoTombstone):
        inside.desk.answer(Destroy(tenant=TENANT, subject=ada, actor="system"), "root")
    assert inside.key_of(ada, create=False) == key


def test_an_unknown_person_has_no_key_until_something_is_sealed(inside: Inside) -> None:
    assert inside.key_of(uuid4(), create=False) == "unknown"


def test_a_copy_of_the_store_older_than_two_epochs_opens_nothing(
    inside: Inside, tmp_path: Path
) -> None:
    ada = uuid4()
    inside.key_of(ada)
    copy = tmp_path / "yesterday.db"
    shutil.copy(tmp_path / "keys.db", copy)
    inside.erase(ada)
    inside.rotate()
    inside.rotate()
    with pytest.raises(EpochKeyMissing):
        KeyStore(Database(copy), FileRoot(tmp_path / "epochs"), now=START.isoformat())


def test_a_rewrap_that_was_cut_off_is_taken_up_at_the_next_start(inside: Inside) -> None:
    people = [uuid4() for _ in range(20)]
    before = [inside.key_of(person) for person in people]
    inside.desk.epochs.begin(actor="system", peer="")
    assert inside.desk.service.store.rewrap_some(7) is not None
    inside.start_again()  # Some keys are under the old epoch, some under the new.
    assert [inside.key_of(person, create=False) for person in people] == before
    while inside.desk.epochs.rewrap_some():
        pass
    assert inside.desk.service.store.rewrap_some(100) is None
    assert [inside.key_of(person, create=False) for person in people] == before


def test_an_epoch_in_whose_making_a_crash_fell_is_made_at_the_next_start(inside: Inside) -> None:
    ada = uuid4()
    before, epoch = inside.key_of(ada), inside.desk.service.store.epoch()
    database = inside.desk.service.store.database
    with database.transaction():
        database.write("INSERT INTO epoch_key VALUES (?, NULL, ?)", epoch + 1, START.isoformat())
    inside.start_again()
    assert inside.desk.service.store.epoch() == epoch + 1
    assert inside.key_of(ada, create=False) == before


def test_use_of_keys_is_counted_by_actor_purpose_and_field(inside: Inside) -> None:
    inside.key_of(uuid4())
    inside.key_of(uuid4())
    inside.desk.write_down()
    rows = inside.desk.service.store.database.read("SELECT actor, purpose, field, keys FROM use")
    assert rows == [("system", "verify", "tests.Row.about_owner", 2)]


def test_a_clock_set_forward_does_not_end_an_epoch(inside: Inside) -> None:
    inside.clock.wall += timedelta(days=400)
    assert not inside.desk.epochs.is_over()


def test_a_clock_set_back_does_not_prolong_an_epoch(inside: Inside) -> None:
    inside.clock.wall -= timedelta(days=400)
    inside.clock.running += timedelta(hours=12).total_seconds()
    assert inside.desk.epochs.is_over()


def test_a_clock_set_back_over_a_restart_does_not_prolong_an_epoch(inside: Inside) -> None:
    inside.clock.running += timedelta(hours=7).total_seconds()
    inside.desk.epochs.keep_age()
    inside.clock.wall -= timedelta(days=400)
    inside.clock.running += timedelta(hours=5).total_seconds()
    inside.start_again()
    assert inside.desk.epochs.is_over()


def test_the_time_while_the_machine_was_off_counts(inside: Inside) -> None:
    inside.clock.wall += timedelta(hours=12)
    inside.clock.boot_again()
    inside.start_again()
    assert inside.desk.epochs.is_over()


def test_a_clock_set_back_while_the_machine_was_off_keeps_the_age_there_was(
    inside: Inside,
) -> None:
    inside.clock.pass_(timedelta(hours=11))
    inside.desk.epochs.keep_age()
    inside.clock.wall -= timedelta(days=400)
    inside.clock.boot_again()
    inside.start_again()
    assert inside.desk.epochs.age() == timedelta(hours=11)


def test_a_clock_set_back_revives_nobody(inside: Inside) -> None:
    ada = uuid4()
    inside.key_of(ada)
    inside.erase(ada)
    inside.clock.wall -= timedelta(days=400)
    inside.start_again()
    assert inside.key_of(ada) == "erased"
