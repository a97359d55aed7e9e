"""GDPRbench's three mixes on sealed rows, beside the same in clear, in one run.

`python -m benchmarks.gdprbench [--records 100000] [--operations 4000] [--clients 8] [--page 100]`
makes a database and a keyring of its own. Commits are durable. Goals (issue 3), with 100,000
records: 600 operations/s with one client, 2,000/s with eight, and at most 1.3 times the time at ten
times the data; so each mix runs with a tenth of the records first. Clients are processes, as the
product's are.

Each operation is a transaction under row-level security. On the sealed side it goes through what
the rooms use, opens what it reads and leaves an entry in the audit trail; in clear it does neither.
Every content that is read is compared with what was written. `--page`: rows of an answer by
purpose, at most, from a random place on; GDPRbench asks for all of a purpose at once, which are
4,000 of 100,000 records: `--page 0`. Its regulator's mix reads metadata and logs; the file that it
ships names less than half of its operations, so it is not run.
"""

import argparse
import os
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

import django

from benchmarks.durable import durable_commits
from benchmarks.gdprbench.mixes import MIXES
from benchmarks.personal_data import a_keyring
from tests import state

if TYPE_CHECKING:
    from benchmarks.gdprbench.stores import Store

GROWTH = 10


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--records", type=int, default=100_000)
    asked.add_argument("--operations", type=int, default=4000)
    asked.add_argument("--clients", type=int, default=8)
    asked.add_argument("--page", type=int, default=100)
    options = asked.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "sotto.settings.django"
    django.setup()
    with a_keyring(), durable_commits():
        state.make_database()
        _run(options)
    state.leave_nothing()


def _run(options: argparse.Namespace) -> None:
    from benchmarks.gdprbench.reporting import Asked, report, report_space
    from benchmarks.gdprbench.running import Run, Took, measured
    from benchmarks.gdprbench.stores import ClearStore, SealedStore
    from sotto.personal_data.actor import acting
    from sotto.trust.tenants.services import open_tenant
    from tests.two_party.tables import installed

    with acting(), installed("benchmarks.gdprbench"):
        sealed = open_tenant(name="Sealed", domain="sealed.example").pk
        clear = open_tenant(name="Clear", domain="clear.example").pk
        page = options.page or None
        stores = (SealedStore(sealed, page), ClearStore(clear, page))
        took: dict[Asked, Took] = {}
        loaded = 0
        for records in (options.records // GROWTH, options.records):
            for store in stores:
                _load(store, range(loaded, records))
            loaded = records
            for clients in sorted({1, options.clients}):
                for name, mix in MIXES.items():
                    for store in stores:
                        run = Run(store, mix, records, options.operations // clients)
                        took[Asked(records, name, clients, store.title)] = measured(run, clients)
        report(took, options.records)
        report_space(options.records)


def _load(store: "Store", numbers: Sequence[int]) -> None:
    from django.db import connection

    begun = time.perf_counter()
    store.load(numbers)
    took = time.perf_counter() - begun
    print(f"loaded {len(numbers):9,} records {store.title:9} {took:8.1f} s")
    with state.as_role("postgres", str(connection.settings_dict["NAME"])) as database:
        database.execute("ANALYZE")  # The application may not: it would be left out.


if __name__ == "__main__":
    main()
