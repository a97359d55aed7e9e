"""A keyring that is killed at any instant loses no key that it gave out, and revives none.

A real process, SIGKILL, several clients that make, erase, forget and rotate meanwhile; with and
without a replica. What was acknowledged is compared after each start.
"""

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import pytest

from sotto.keyring.client import Denial, KeyringClient, KeyringUnavailable, Wanted
from sotto.keyring.files import sequence_of
from sotto.keyring.periods import Period
from sotto.keyring.tests.process import USE, KeyringProcess, wanted
from sotto.keyring.tests.test_bad_days import until

pytestmark = pytest.mark.room
KILLS = 8
AT_FIRST = 2000  # Keys, so that a rewrap takes several steps.
NONCE = bytes(12)
CLEAR = b"what was sealed"


class Office:
    """What clients were told: sealed texts of the living, and who is gone."""

    def __init__(self, keyring: KeyringProcess) -> None:
        self.keyring = keyring
        self.tenant = uuid4()
        self.sealed: dict[Wanted, bytes] = {}
        self.gone: set[Wanted] = set()
        self.unsure: set[Wanted] = set()  # Asked to be erased, and the answer never came.
        self._ended: set[Period] = set()  # Months that are over, or soon will be.
        self._over = threading.Event()
        self._random = random.Random(20261122)  # noqa: S311 -- for repeating, not for secrets.
        self._lock = threading.Lock()

    def work_and_be_killed(self, after: float) -> None:
        self._over.clear()
        threads = [
            threading.Thread(target=self._work, args=(one,))
            for one in (self._make_one, self._make_one, self._end_one, self._rotate)
        ]
        gone, made = len(self.gone), len(self.sealed)
        for thread in threads:
            thread.start()
        deadline = time.monotonic() + 20
        while len(self.gone) < gone + 2 or len(self.sealed) < made + 2:
            assert time.monotonic() < deadline, "nothing is done"
            time.sleep(0.001)
        self._over.wait(after)
        self.keyring.kill()
        self._over.set()
        for thread in threads:
            thread.join()

    def make(self, client: KeyringClient, asked: list[Wanted]) -> None:
        keys = client.keys(self.tenant, asked, USE, create=True)
        with self._lock:
            given = {one: key for one, key in zip(asked, keys, strict=True) if key is not None}
            assert all(one in given or one.period in self._ended for one in asked)
            self.sealed |= {one: key.encrypt(NONCE, CLEAR, b"") for one, key in given.items()}

    def what_is_wrong(self) -> list[str]:
        """Lost, changed or revived keys, by what each is."""
        client = self.keyring.client()
        living = sorted(self.sealed.keys() - self.gone - self.unsure)
        living = [one for one in living if one.period not in self._ended]
        answers = client.answers(self.tenant, living, USE)
        faults = [
            f"lost: {one}"
            for one, key in zip(living, answers, strict=True)
            if isinstance(key, Denial) or key.decrypt(NONCE, self.sealed[one], b"") != CLEAR
        ]
        gone = sorted(self.gone)
        back = client.answers(self.tenant, gone, USE, create=True)
        return faults + [
            f"revived: {one}" for one, key in zip(gone, back, strict=True) if key != Denial.ERASED
        ]

    def _work(self, step: Callable[[KeyringClient], None]) -> None:
        client = self.keyring.client()
        with suppress(KeyringUnavailable):
            while not self._over.is_set():
                step(client)

    def _make_one(self, client: KeyringClient) -> None:
        month = Period(2, self._random.randint(1, 600))
        self.make(client, wanted(uuid4(), uuid4()) + wanted(uuid4(), period=month))

    def _end_one(self, client: KeyringClient) -> None:
        """A person, or a month with everything in it."""
        with self._lock:
            chosen = self._random.choice(sorted(self.sealed.keys() - self.gone))
            month = chosen.period
            ends = {chosen}
            if month.month:
                ends = {one for one in self.sealed if one.period == month}
                self._ended.add(month)
            self.unsure |= ends
        if month.month:
            client.destroy_period(self.tenant, month, actor="system")
        else:
            client.set_tombstone(self.tenant, chosen.subjects[0], actor="system")
            with self._lock:
                self.gone |= ends
            client.destroy(self.tenant, chosen.subjects[0], actor="system")
        with self._lock:
            self.gone |= ends

    def _rotate(self, client: KeyringClient) -> None:
        client.rotate(actor="system")


@pytest.fixture(params=[False, True], ids=["alone", "with a replica"])
def killable(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[KeyringProcess]:
    folder = Path(tmp_path_factory.mktemp("k"))
    (folder / "replica").mkdir()
    settings = f'keyring_replica_dir = "{folder}/replica"' if request.param else ""
    keyring = KeyringProcess(folder, settings)
    keyring.start()
    yield keyring
    keyring.end()


def test_killed_at_any_instant_it_loses_no_key_and_revives_none(killable: KeyringProcess) -> None:
    office = Office(killable)
    client = killable.client()
    office.make(client, wanted(*(uuid4() for _ in range(AT_FIRST))))
    instants = random.Random(1)  # noqa: S311 -- for repeating, not for secrets.
    for _ in range(KILLS):
        office.work_and_be_killed(after=instants.uniform(0, 0.2))
        killable.start()
        assert office.what_is_wrong() == []
    assert len(office.gone) > KILLS
    assert len(office.sealed) > AT_FIRST + KILLS
    last = killable.client().rotate(actor="system")
    roots = sorted(int(one.stem) for one in (killable.folder / "keyring/epochs").glob("*.key"))
    assert roots == [last - 1, last]
    assert killable.client().first_fault_in_log() == 0
    assert office.what_is_wrong() == []


def test_after_all_that_the_replica_is_the_same(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = Path(tmp_path_factory.mktemp("k"))
    (folder / "replica").mkdir()
    keyring = KeyringProcess(folder, f'keyring_replica_dir = "{folder}/replica"')
    keyring.start()
    office = Office(keyring)
    office.make(keyring.client(), wanted(*(uuid4() for _ in range(100))))  # Enough to end some.
    for after in (0.1, 0.3):
        office.work_and_be_killed(after)
        keyring.start()
    deadline = time.monotonic() + 10
    while keyring.client().status()["replica"] != "in step":
        assert time.monotonic() < deadline
        time.sleep(0.05)
    keyring.kill()
    keyring.store.unlink()
    assert sequence_of(folder / "replica/keys.db") > 0
    keyring.start()  # From the replica alone.
    assert office.what_is_wrong() == []
    keyring.end()


def test_a_second_keyring_on_the_same_store_leaves_the_first_its_socket(
    keyring: KeyringProcess,
) -> None:
    """And takes over when that has ended, however it ended."""
    tenant, ada = uuid4(), uuid4()
    keyring.client().keys(tenant, wanted(ada), USE, create=True)
    inode = keyring.socket.stat().st_ino
    second = KeyringProcess(keyring.folder)
    second.launch()
    deadline = time.monotonic() + 3
    while time.monotonic() < deadline:
        assert keyring.answers()
        assert keyring.socket.stat().st_ino == inode
        time.sleep(0.2)
    keyring.kill()
    until(second.answers)  # By its own socket, which may have the number of the one before.
    assert None not in second.client().keys(tenant, wanted(ada), USE)
    second.end()
