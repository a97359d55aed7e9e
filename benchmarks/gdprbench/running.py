"""One mix, by so many processes at once."""

import multiprocessing
import os
import random
import time
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

from benchmarks.gdprbench.mixes import Mix, chosen, picking
from benchmarks.gdprbench.stores import Store
from benchmarks.processor import seconds_used
from sotto.personal_data.actor import acting

_FORK = multiprocessing.get_context("fork")
_NEW = count(10_000_000, 1_000_000)  # The first numbers of what clients create.


@dataclass(frozen=True)
class Took:
    """Seconds by the clock; seconds of a processor, of clients, keyring and PostgreSQL."""

    clock: float
    processor: float
    operations: int

    @property
    def rate(self) -> float:
        return self.operations / self.clock

    @property
    def each(self) -> float:
        """Milliseconds of a processor."""
        return self.processor / self.operations * 1000


@dataclass
class Run:
    """operations: of each client."""

    store: Store
    mix: Mix
    records: int
    operations: int


def measured(run: Run, clients: int) -> Took:
    """From when all are ready until the last has done its share."""
    from django.db import connection

    from sotto.personal_data.keys import keyring

    connection.close()  # Neither may be shared with a child.
    keyring().close()
    together, changes = _FORK.Barrier(clients + 1), _FORK.SimpleQueue()
    workers = [
        _FORK.Process(target=_client, args=(run, number, clients, next(_NEW), together, changes))
        for number in range(clients)
    ]
    for worker in workers:
        worker.start()
    try:
        together.wait()
        begun, used = time.perf_counter(), seconds_used(_working())
        together.wait()
        clock, used = time.perf_counter() - begun, seconds_used(_working()) - used
        together.wait()
        _put_back(run.store, [changes.get() for _ in workers])
    finally:
        for worker in workers:
            worker.join()
    return Took(clock, used, run.operations * clients)


def _put_back(store: Store, changes: list[tuple[dict[int, int], set[int]]]) -> None:
    """What was deleted, so that the next run finds all records."""
    for versions, gone in changes:
        store.versions |= versions
        for number in gone:
            store.versions.pop(number, None)
        store.load(sorted(gone))


def _client(run: Run, number: int, clients: int, new: int, together: Any, changes: Any) -> None:
    """Changes only records whose number is its own, so that it knows what must be in them.

    Any: the classes of a barrier and a queue between processes are private.
    """
    from sotto.personal_data.vocabulary import Purpose

    store, chance = run.store, random.Random(number)  # noqa: S311 -- to be repeated.
    pick = picking(run.mix, run.records // clients, chance)
    try:
        with acting(str(uuid4()), purpose=Purpose.OPERATE):
            store.read_key(pick() * clients + number)  # Connected from here on.
            together.wait()
            for _ in range(run.operations):
                verb = chosen(run.mix, chance)
                if verb == "create":
                    target, new = new, new + 1
                else:
                    target = pick() * clients + number
                getattr(store, verb)(target)
            together.wait()
            together.wait()
    except BaseException:
        together.abort()  # The parent must not wait for ever.
        raise
    own = {one: to for one, to in store.versions.items() if one % clients == number}
    changes.put((own, store.gone))


def _working() -> list[int]:
    """Clients, the keyring (our child as they are) and PostgreSQL with its processes."""
    from django.db import connection

    folder = Path(str(connection.settings_dict["HOST"])).resolve()
    [lock] = folder.glob(".s.PGSQL.*.lock")
    return [os.getpid(), int(lock.read_text().split()[0])]
