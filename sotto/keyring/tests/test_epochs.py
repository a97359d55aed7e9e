"""Epochs and tombstones: what was destroyed stays destroyed, whatever copy turns up."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from sotto.keyring.protocol import Destroy, Keys, Tombstone
from sotto.keyring.root import FileRoot
from sotto.keyring.service import ERASED, UNKNOWN, Generation, KeyService, NotErasedYet
from sotto.keyring.store import KeyName, KeyStore

pytestmark = pytest.mark.room
START = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
TENANT = uuid4()


class Clock:
    """A clock that is set, not waited for."""

    def __init__(self) -> None:
        self.time = START

    def __call__(self) -> datetime:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def service(tmp_path: Path, clock: Clock) -> KeyService:
    return open_service(tmp_path, clock)


def open_service(folder: Path, clock: Clock) -> KeyService:
    store = KeyStore(folder / "keys.db", FileRoot(folder / "epochs"), now=START.isoformat())
    return KeyService(store, Generation(folder / "generation", 0), clock)


def key_of(service: KeyService, *subjects: UUID, create: bool = True) -> str:
    request = Keys(
        tenant=TENANT,
        actor="system",
        purpose="verify",
        field="tests.Row.about_owner",
        create=create,
        wanted=[(list(subjects), 1, 0)],
    )
    return service.keys(request)[0]


def rotate(service: KeyService, clock: Clock) -> None:
    clock.time += timedelta(hours=12)
    assert service.epoch_is_over()
    service.begin_epoch()
    while service.rewrap_some():
        pass


def test_a_key_is_the_same_before_and_after_rewrapping(service: KeyService, clock: Clock) -> None:
    ada = uuid4()
    before = key_of(service, ada)
    rotate(service, clock)
    rotate(service, clock)
    assert key_of(service, ada, create=False) == before


def test_each_person_and_each_company_of_people_has_a_key_of_its_own(service: KeyService) -> None:
    ada, bob = uuid4(), uuid4()
    assert len({key_of(service, ada), key_of(service, bob), key_of(service, ada, bob)}) == 3


def test_a_tombstone_denies_before_the_key_is_destroyed(service: KeyService) -> None:
    ada, bob = uuid4(), uuid4()
    key_of(service, ada, bob)
    service.tombstone(Tombstone(tenant=TENANT, subject=ada, actor="system"))
    assert key_of(service, ada) == ERASED
    assert key_of(service, ada, bob) == ERASED
    assert key_of(service, bob) not in {ERASED, UNKNOWN}


def test_a_key_without_tombstone_cannot_be_destroyed(service: KeyService) -> None:
    ada = uuid4()
    key = key_of(service, ada)
    with pytest.raises(NotErasedYet):
        service.destroy(Destroy(tenant=TENANT, subject=ada, actor="system"))
    assert key_of(service, ada, create=False) == key


def test_an_unknown_person_has_no_key_until_something_is_sealed(service: KeyService) -> None:
    assert key_of(service, uuid4(), create=False) == UNKNOWN


def test_a_copy_of_the_store_older_than_two_epochs_opens_nothing(
    service: KeyService, clock: Clock, tmp_path: Path
) -> None:
    ada = uuid4()
    key_of(service, ada)
    copy = tmp_path / "yesterday.db"
    shutil.copy(tmp_path / "keys.db", copy)
    service.tombstone(Tombstone(tenant=TENANT, subject=ada, actor="system"))
    service.destroy(Destroy(tenant=TENANT, subject=ada, actor="system"))
    rotate(service, clock)
    rotate(service, clock)
    stolen = KeyStore(copy, FileRoot(tmp_path / "epochs"), now=START.isoformat())
    with pytest.raises(FileNotFoundError):
        stolen.find(KeyName("subject", TENANT, ada.bytes))


def test_a_rewrap_that_was_cut_off_is_taken_up_at_the_next_start(
    service: KeyService, clock: Clock, tmp_path: Path
) -> None:
    people = [uuid4() for _ in range(20)]
    before = [key_of(service, person) for person in people]
    service.begin_epoch()
    assert service.store.rewrap_some(7) == 7
    service.store.close()  # Killed here: some keys under the old epoch, some under the new.
    again = open_service(tmp_path, clock)
    assert [key_of(again, person, create=False) for person in people] == before
    while again.rewrap_some():
        pass
    assert again.store.rewrap_some(100) == 0
    assert [key_of(again, person, create=False) for person in people] == before


def test_use_of_keys_is_counted_by_actor_purpose_and_field(service: KeyService) -> None:
    key_of(service, uuid4())
    key_of(service, uuid4())
    service.write_uses()
    rows = service.store._database.execute("SELECT actor, purpose, field, keys FROM use").fetchall()
    assert rows == [("system", "verify", "tests.Row.about_owner", 2)]
