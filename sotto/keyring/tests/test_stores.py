"""Stores that are lost, damaged, foreign, older, full; and the replica that takes over."""

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from sotto.keyring.problems import (
    EpochKeyMissing,
    StoreBusy,
    StoreDamaged,
    StoreForeign,
    StoreLost,
    StoreNewer,
)
from sotto.keyring.protocol import Hold, Replayed
from sotto.keyring.refusals import KeyringFull, NotReplayed, ReplicaAway
from sotto.keyring.tests.inside import NO_KEY, TENANT, Inside

pytestmark = pytest.mark.room


@pytest.fixture
def doubled(tmp_path: Path) -> Iterator[Inside]:
    """With a replica."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    inside = Inside(tmp_path / "one", replica=tmp_path / "two")
    yield inside
    inside.close()


def damage(store: Path) -> None:
    """In the middle of a page, behind SQLite's back."""
    with store.open("r+b") as file:
        file.seek(store.stat().st_size // 2 - 2048)
        file.write(b"\xa5" * 4096)


def forget_what_was_told(folder: Path) -> None:
    """As on a new machine."""
    for name in ("mark", "generation"):
        (folder / name).unlink()


@pytest.mark.parametrize("loss", [Path.unlink, damage, lambda store: store.write_bytes(b"")])
def test_the_replica_takes_over_with_every_key(doubled: Inside, loss: object) -> None:
    people = [uuid4() for _ in range(50)]
    before, ada = [doubled.key_of(one) for one in people], uuid4()
    doubled.key_of(ada)
    doubled.erase(ada)
    doubled.close()
    assert callable(loss)
    loss(doubled.folder / "keys.db")
    doubled.desk = doubled.open_()
    assert [doubled.key_of(one, create=False) for one in people] == before
    assert doubled.key_of(ada) == "erased"
    assert doubled.desk.service.log.lines(after=0, limit=1000)[-1]["deed"] == "replica took over"


def test_the_replica_takes_over_when_the_whole_first_disk_is_gone(doubled: Inside) -> None:
    ada = uuid4()
    before = doubled.key_of(ada)
    doubled.rotate()
    doubled.close()
    shutil.rmtree(doubled.folder)
    doubled.folder.mkdir()
    doubled.desk = doubled.open_()
    assert doubled.key_of(ada, create=False) == before


@pytest.mark.parametrize("loss", [Path.unlink, damage, lambda store: store.write_bytes(b"")])
def test_a_lost_replica_is_made_anew(doubled: Inside, loss: object) -> None:
    ada = uuid4()
    before = doubled.key_of(ada)
    doubled.close()
    assert doubled.replica is not None
    assert callable(loss)
    loss(doubled.replica / "keys.db")
    doubled.desk = doubled.open_()
    assert doubled.desk.service.store.database.replica_state() == "in step"
    doubled.close()
    (doubled.folder / "keys.db").unlink()
    doubled.desk = doubled.open_()
    assert doubled.key_of(ada, create=False) == before


def test_both_stores_have_every_commit(doubled: Inside) -> None:
    ada = uuid4()
    doubled.key_of(ada)
    doubled.erase(ada)
    doubled.rotate()
    assert doubled.replica is not None
    contents = []
    for folder in (doubled.folder, doubled.replica):
        database = sqlite3.connect(folder / "keys.db")
        contents.append(list(database.iterdump()))
        database.close()
    assert contents[0] == contents[1]
    assert len(contents[0]) > 20


def test_without_its_replica_nothing_new_is_made_and_the_old_is_read(doubled: Inside) -> None:
    ada, bob = uuid4(), uuid4()
    before = doubled.key_of(ada)
    assert doubled.replica is not None
    replica = doubled.desk.service.store.database._replica
    assert replica is not None
    replica.execute("PRAGMA max_page_count = 1")
    away = doubled.replica.with_name("away")
    doubled.replica.rename(away)
    with pytest.raises(ReplicaAway):
        [doubled.key_of(uuid4()) for _ in range(500)]
    assert doubled.key_of(ada) == before
    away.rename(doubled.replica)
    assert doubled.key_of(bob) not in NO_KEY
    assert doubled.desk.service.store.database.replica_state() == "in step"


def test_a_full_store_says_so_loses_nothing_and_goes_on_reading(inside: Inside) -> None:
    ada = uuid4()
    before = inside.key_of(ada)
    database = inside.desk.service.store.database
    pages = database.value("PRAGMA page_count")
    database._main.execute(f"PRAGMA max_page_count = {pages + 1}")
    made: list[str] = []
    with pytest.raises(KeyringFull):
        made.extend(inside.key_of(uuid4()) for _ in range(2000))
    assert inside.key_of(ada, create=False) == before
    subjects = inside.desk.service.store.count("subject")
    database._main.execute("PRAGMA max_page_count = 1073741823")
    assert inside.key_of(uuid4()) not in NO_KEY
    assert inside.desk.service.store.count("subject") == subjects + 1


def test_a_store_that_is_gone_is_not_made_anew(inside: Inside) -> None:
    inside.close()
    (inside.folder / "keys.db").unlink()
    with pytest.raises(StoreLost):
        inside.open_()
    assert not (inside.folder / "keys.db").exists()


def test_two_keyrings_on_one_store_are_one_too_many(inside: Inside) -> None:
    with pytest.raises(StoreBusy):
        inside.open_()
    ada = uuid4()
    key = inside.key_of(ada)
    inside.start_again()
    assert inside.key_of(ada, create=False) == key


def test_a_damaged_store_is_not_opened(inside: Inside) -> None:
    for _ in range(200):
        inside.key_of(uuid4())
    inside.close()
    damage(inside.folder / "keys.db")
    with pytest.raises(StoreDamaged):
        inside.open_()


def test_another_program_s_file_is_not_opened(inside: Inside) -> None:
    inside.close()
    (inside.folder / "keys.db").unlink()
    other = sqlite3.connect(inside.folder / "keys.db")
    other.execute("CREATE TABLE something (else_ TEXT)")
    other.close()
    with pytest.raises(StoreForeign):
        inside.open_()


def test_a_newer_version_s_store_is_not_opened(inside: Inside) -> None:
    inside.close()
    newer = sqlite3.connect(inside.folder / "keys.db")
    newer.execute("PRAGMA user_version = 99")
    newer.close()
    with pytest.raises(StoreNewer):
        inside.open_()


def test_another_installation_s_store_is_not_opened(inside: Inside, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = Inside(tmp_path / "other")
    other.close()
    inside.close()
    shutil.copy(tmp_path / "other/keys.db", inside.folder / "keys.db")
    with pytest.raises(EpochKeyMissing):
        inside.open_()


def test_a_store_without_its_epoch_key_is_not_opened(inside: Inside) -> None:
    inside.close()
    for file in (inside.folder / "epochs").glob("*.key"):
        file.unlink()
    with pytest.raises(EpochKeyMissing):
        inside.open_()


@pytest.mark.parametrize("told", ["mark", "generation"])
def test_a_store_from_before_an_erasure_serves_only_after_the_ledger_was_replayed(
    inside: Inside, told: str
) -> None:
    ada, bob = uuid4(), uuid4()
    inside.key_of(ada)
    before = inside.key_of(bob)
    shutil.copy(inside.folder / "keys.db", inside.folder / "yesterday.db")
    inside.erase(ada)
    inside.close()
    shutil.copy(inside.folder / "yesterday.db", inside.folder / "keys.db")
    (inside.folder / told).unlink()  # The other of the two is enough.
    inside.desk = inside.open_()
    with pytest.raises(NotReplayed):
        inside.key_of(bob)
    inside.start_again()
    with pytest.raises(NotReplayed):
        inside.key_of(bob)
    hold = Hold(tenant=TENANT, hold=uuid4(), wanted=[([ada], 1, 0)], actors=("ada", "bob"))
    with pytest.raises(NotReplayed):
        inside.desk.answer(hold, "sotto")
    assert inside.desk.answer(hold, "root") == {"kept": [True]}  # Before she dies once more.
    inside.erase(ada)
    inside.desk.answer(Replayed(actor="system"), "root")
    assert inside.key_of(ada) == "erased"
    assert inside.key_of(bob) == before


def test_a_store_from_before_an_epoch_is_known_by_the_root_provider(inside: Inside) -> None:
    inside.key_of(uuid4())
    shutil.copy(inside.folder / "keys.db", inside.folder / "yesterday.db")
    inside.rotate()
    inside.close()
    shutil.copy(inside.folder / "yesterday.db", inside.folder / "keys.db")
    forget_what_was_told(inside.folder)
    inside.desk = inside.open_()
    with pytest.raises(NotReplayed):
        inside.key_of(uuid4())
    assert inside.desk.service.store.epoch() == 3


def test_a_store_of_the_first_version_is_taken_over_with_its_keys(tmp_path: Path) -> None:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    from sotto.keyring.store import KeyName

    epoch_key, subject_key, ada, bob = bytes(range(32)), bytes(32), uuid4(), uuid4()
    (tmp_path / "epochs").mkdir()
    (tmp_path / "epochs/00000007.key").write_bytes(epoch_key)
    old = sqlite3.connect(tmp_path / "keys.db")
    old.executescript(
        """
        CREATE TABLE key (kind TEXT NOT NULL CHECK (kind IN ('tenant', 'subject', 'period')),
            tenant BLOB NOT NULL, name BLOB NOT NULL, epoch INTEGER NOT NULL,
            wrapped BLOB NOT NULL, PRIMARY KEY (kind, tenant, name)) WITHOUT ROWID;
        CREATE INDEX key_epoch ON key (epoch);
        CREATE TABLE tombstone (tenant BLOB NOT NULL, subject BLOB NOT NULL, at TEXT NOT NULL,
            PRIMARY KEY (tenant, subject)) WITHOUT ROWID;
        CREATE TABLE epoch (number INTEGER PRIMARY KEY, begun_at TEXT NOT NULL);
        CREATE TABLE use (hour TEXT NOT NULL, actor TEXT NOT NULL, purpose TEXT NOT NULL,
            field TEXT NOT NULL, keys INTEGER NOT NULL,
            PRIMARY KEY (hour, actor, purpose, field)) WITHOUT ROWID;
        INSERT INTO epoch VALUES (7, '2026-11-22T00:00:00+00:00');
        """
    )
    name = KeyName("subject", TENANT, ada.bytes)
    sealed = bytes(12) + AESGCM(epoch_key).encrypt(bytes(12), subject_key, name.associated_data(7))
    old.execute(
        "INSERT INTO key VALUES (?, ?, ?, 7, ?)", ("subject", TENANT.bytes, ada.bytes, sealed)
    )
    old.execute("INSERT INTO tombstone VALUES (?, ?, '')", (TENANT.bytes, bob.bytes))
    old.commit()
    old.close()
    inside = Inside(tmp_path)
    assert inside.desk.service.store.find(name) == subject_key
    assert inside.key_of(bob) == "erased"
    inside.rotate()
    inside.rotate()
    assert inside.desk.service.store.find(name) == subject_key
    inside.close()
