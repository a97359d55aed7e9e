"""Backups of the keyring: whole or refused, dead after two epochs; nobody comes back by one."""

from pathlib import Path
from uuid import UUID, uuid4

import pyrage
import pytest

from sotto.keyring import backups
from sotto.keyring.backups import OUTGOING, Lock, Opener
from sotto.keyring.problems import BackupDamaged, BackupLocked, EpochKeyMissing, StoreSound
from sotto.keyring.protocol import Backup, Replayed
from sotto.keyring.refusals import NotReplayed, RecipientNotUnderstood
from sotto.keyring.restoring import opened, restore
from sotto.keyring.store import KeyName
from sotto.keyring.tests.inside import TENANT, Inside

pytestmark = pytest.mark.room
PASSWORD = "only for tests"
MINE = pyrage.x25519.Identity.generate()
ME = str(MINE.to_public())


def back_up(inside: Inside, *recipients: str, escrow: bool = False) -> bytes:
    asked = Backup(recipients=list(recipients), escrow=escrow, actor="system")
    inside.desk.back_up(asked, "root")()
    return (inside.folder / OUTGOING).read_bytes()


def mine(sealed: bytes) -> bytes:
    return Opener([str(MINE)]).decrypt(sealed)


@pytest.fixture
def clear(inside: Inside) -> bytes:
    """A backup, decrypted."""
    inside.key_of(uuid4())
    return mine(back_up(inside, ME))


def replace(inside: Inside, clear: bytes) -> None:
    """As the command line does it."""
    inside.close()
    restore(inside.keyring, clear, replace=True)
    inside.desk = inside.open_()


def replay(inside: Inside, *erased: UUID) -> None:
    for subject in erased:
        inside.erase(subject)
    inside.desk.answer(Replayed(actor="system"), "root")


def test_a_restored_store_opens_all_the_living_and_nobody_who_was_erased_since(
    inside: Inside,
) -> None:
    living, erased = [uuid4() for _ in range(20)], [uuid4() for _ in range(5)]
    before = [inside.key_of(one) for one in living]
    [inside.key_of(one) for one in erased]
    yesterday = mine(back_up(inside, ME))
    for one in erased:
        inside.erase(one)
    replace(inside, yesterday)
    with pytest.raises(NotReplayed):
        inside.key_of(living[0])
    replay(inside, *erased)
    assert [inside.key_of(one, create=False) for one in living] == before
    assert [inside.key_of(one) for one in erased] == ["erased"] * 5
    assert inside.desk.service.log.first_fault() == 0


def test_a_backup_is_dead_after_two_epochs(inside: Inside, clear: bytes) -> None:
    inside.rotate()
    inside.rotate()
    inside.close()
    with pytest.raises(EpochKeyMissing):
        restore(inside.keyring, clear, replace=True)
    inside.desk = inside.open_()
    assert inside.desk.service.store.epoch() == 3


def test_a_backup_with_an_escrow_opens_on_a_machine_that_has_nothing(
    inside: Inside, tmp_path: Path
) -> None:
    ada = uuid4()
    before = inside.key_of(ada)
    clear = mine(back_up(inside, ME, escrow=True))
    (tmp_path / "new").mkdir()
    other = Inside(tmp_path / "new")
    other.close()
    for file in (tmp_path / "new").rglob("*.*"):
        file.unlink()
    restore(other.keyring, clear)
    other.desk = other.open_()
    replay(other)
    assert other.key_of(ada, create=False) == before
    other.close()


def test_a_store_that_works_is_not_replaced_unless_that_is_said(
    inside: Inside, clear: bytes
) -> None:
    ada = uuid4()
    key = inside.key_of(ada)
    inside.close()
    with pytest.raises(StoreSound):
        restore(inside.keyring, clear)
    inside.desk = inside.open_()
    assert inside.key_of(ada, create=False) == key


@pytest.mark.parametrize(
    "damage",
    [
        lambda raw: raw[:-1],
        lambda raw: raw[: len(raw) // 2],
        lambda raw: raw[:40],
        lambda raw: b"",
        lambda raw: b"something else",
        lambda raw: raw.replace(b'"epoch"', b'"epic"', 1),
        lambda raw: raw[:-5000] + b"\xa5" * 100 + raw[-4900:],
    ],
)
def test_a_damaged_backup_is_refused_and_the_store_stays(
    inside: Inside, clear: bytes, damage: object
) -> None:
    ada = uuid4()
    key = inside.key_of(ada)
    inside.close()
    assert callable(damage)
    with pytest.raises(BackupDamaged):
        restore(inside.keyring, damage(clear), replace=True)
    inside.desk = inside.open_()
    assert inside.key_of(ada, create=False) == key


def test_a_backup_opens_with_its_recipient_s_key_and_with_no_other(inside: Inside) -> None:
    sealed = back_up(inside, ME)
    backups.unpack(mine(sealed))
    other = Opener([str(pyrage.x25519.Identity.generate())])
    for opener in (other, Opener(password=PASSWORD), Opener(["nonsense"])):
        with pytest.raises(BackupLocked):
            opener.decrypt(sealed)


def test_a_backup_opens_with_its_password_and_with_no_other() -> None:
    sealed = Lock(password=PASSWORD).encrypt(b"a backup")
    assert Opener(password=PASSWORD).decrypt(sealed) == b"a backup"
    with pytest.raises(BackupLocked):
        Opener(password="wrong").decrypt(sealed)


@pytest.mark.parametrize("recipients", [(), ("age1nonsense",), (ME, "")])
def test_a_backup_that_nobody_or_everybody_could_open_is_not_made(
    inside: Inside, recipients: tuple[str, ...]
) -> None:
    with pytest.raises(RecipientNotUnderstood):
        back_up(inside, *recipients)
    assert not (inside.folder / OUTGOING).exists()


@pytest.mark.parametrize("escrow", [False, True])
def test_no_key_of_an_epoch_leaves_in_the_clear(inside: Inside, *, escrow: bool) -> None:
    sealed = back_up(inside, ME, escrow=escrow)
    [epoch_key] = inside.desk.service.store.epoch_keys().values()
    files = [one.read_bytes() for one in inside.folder.iterdir() if one.is_file()]
    for raw in (sealed, *files):
        assert epoch_key not in raw
        assert epoch_key.hex().encode() not in raw
    clear = mine(sealed)
    assert (epoch_key.hex().encode() in clear) is escrow


def test_a_backup_in_a_scratch_file_leaves_the_store_alone(
    inside: Inside, clear: bytes, tmp_path: Path
) -> None:
    ada = uuid4()
    key = inside.key_of(ada)
    with opened(inside.keyring, clear, tmp_path / "scratch.db") as store:
        assert store.count("subject") == 1
        assert store.find(KeyName("subject", TENANT, ada.bytes)) is None
    assert not (tmp_path / "scratch.db").exists()
    assert inside.key_of(ada, create=False) == key


def test_backups_of_epochs_before_the_last_are_outdated(tmp_path: Path) -> None:
    for epoch, escrow in ((1, False), (2, True), (3, False), (4, False)):
        (tmp_path / backups.file_name("2026-11-22T08:00:00", epoch, escrow=escrow)).touch()
    (tmp_path / "keyring-notes.age").touch()
    old = [path.name for path in backups.outdated(tmp_path, epoch=4)]
    assert old == [
        "keyring-20261122T080000-00000001.age",
        "keyring-20261122T080000-00000002-escrow.age",
    ]
