"""A million reads while people are denied: no key is given out after its denial has returned.

Real processes and threads, each with a client of its own, over the real socket; what they know of
a denial is shared memory, not a message that could come late. Evicting caches instead left stale
keys in 19 of 20 such races; a client that does just that is found here as well.
"""

import ctypes
import multiprocessing
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from typing_extensions import override

from sotto.keyring.client import KeyringClient
from sotto.keyring.periods import Period
from sotto.keyring.tests.process import SHOW, KeyringProcess, wanted

pytestmark = pytest.mark.room
PROCESSES, THREADS = 2, 2
READERS = PROCESSES * THREADS
MONTH = Period(2, 100)
LOOKS = 3  # Each reader asks for so many keys of the denied, at once and later.
Denying = Callable[[KeyringClient, UUID, UUID], bool]

# One after the other, again and again: each victim is in a tenant of its own.
DENIALS: tuple[Denying, ...] = (
    lambda client, tenant, ada: client.set_tombstone(tenant, ada, actor="system"),
    lambda client, tenant, ada: client.restrict(tenant, ada, [SHOW.purpose], actor="system"),
    lambda client, tenant, _: client.destroy_period(tenant, MONTH, actor="system"),
    lambda client, tenant, _: client.destroy_tenant(tenant, actor="system"),
)


class EvictingClient(KeyringClient):
    """What must not be: its cache stands until somebody empties it."""

    @override
    def _count(self) -> int:
        return 0


@dataclass
class Race:
    """denied: a byte for each victim, set once its denial has returned. The rest: a slot a reader.

    All of them are shared memory.
    """

    folder: Path
    tenants: list[UUID]
    ada: UUID
    reads: int
    client: type[KeyringClient]
    denied: Any  # ctypes arrays, made for as many as there are.
    read: Any
    given: Any
    stale: Any

    @classmethod
    def on(cls, folder: Path, client: type[KeyringClient], *, victims: int, reads: int) -> "Race":
        def array(kind: type[Any], count: int) -> Any:
            return multiprocessing.get_context("spawn").RawArray(kind, count)

        tenants = [uuid4() for _ in range(victims)]
        slots = [array(ctypes.c_long, READERS) for _ in range(3)]
        denied = array(ctypes.c_byte, victims)
        return cls(folder, tenants, uuid4(), reads, client, denied, *slots)

    def connect(self) -> KeyringClient:
        run = self.folder / "run/keyring"
        return self.client(run / "keyring.sock", run / "generation", timeout=60)


def read_in_a_process(race: Race, number: int) -> None:
    threads = [
        threading.Thread(target=_read, args=(race, number * THREADS + one))
        for one in range(THREADS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _read(race: Race, slot: int) -> None:
    """All victims in turn; of the denied only the first looks, which would find them stale."""
    client, asked = race.connect(), wanted(race.ada, period=MONTH)
    looks = [LOOKS] * len(race.tenants)
    done = given = stale = 0
    while done < race.reads // READERS:
        for victim, tenant in enumerate(race.tenants):
            was_denied = race.denied[victim]  # Looked at before the key is asked for.
            if was_denied and not looks[victim]:
                continue
            looks[victim] -= was_denied
            [key] = client.keys(tenant, asked, SHOW)
            done += 1
            given += key is not None
            stale += was_denied and key is not None
        race.read[slot] = done
    race.given[slot], race.stale[slot] = given, stale
    client.close()


def run(race: Race, keyring: KeyringProcess) -> None:
    """Deny one victim after another while all are read; the last one lives."""
    client = keyring.client(timeout=60)
    for tenant in race.tenants:
        client.keys(tenant, wanted(race.ada, period=MONTH), SHOW, create=True)
    context = multiprocessing.get_context("spawn")
    readers = [
        context.Process(target=read_in_a_process, args=(race, one)) for one in range(PROCESSES)
    ]
    for reader in readers:
        reader.start()
    for victim, tenant in enumerate(race.tenants[:-1]):
        due = race.reads * (victim + 1) // (len(race.tenants) + 1)
        while sum(race.read) < due and all(reader.is_alive() for reader in readers):
            time.sleep(0.001)
        DENIALS[victim % len(DENIALS)](client, tenant, race.ada)
        race.denied[victim] = 1
    for reader in readers:
        reader.join()
        assert reader.exitcode == 0


def test_in_a_million_reads_no_key_is_given_out_after_its_denial(keyring: KeyringProcess) -> None:
    race = Race.on(keyring.folder, KeyringClient, victims=13, reads=1_000_000)
    run(race, keyring)
    assert sum(race.read) >= 1_000_000
    assert sum(race.stale) == 0
    refused = sum(race.read) - sum(race.given)
    assert refused >= 12 * READERS  # Each reader met each denial while it read.


def test_a_cache_that_only_evicts_is_found_stale(keyring: KeyringProcess) -> None:
    race = Race.on(keyring.folder, EvictingClient, victims=5, reads=50_000)
    run(race, keyring)
    assert sum(race.stale) > 0
