"""What was reached, beside what is wanted."""

import os
from collections.abc import Mapping
from typing import NamedTuple

from django.db import connection

from benchmarks.gdprbench.mixes import MIXES
from benchmarks.gdprbench.models import ClearItem, SealedItem
from benchmarks.gdprbench.running import Took
from benchmarks.gdprbench.stores import ClearStore, SealedStore, content_of, key_of

RATES = {1: 600, 8: 2000}
GROWTH = 1.3


class Asked(NamedTuple):
    records: int
    mix: str
    clients: int
    title: str


def report(took: Mapping[Asked, Took], records: int) -> None:
    fewer = min(asked.records for asked in took)
    for clients in sorted({asked.clients for asked in took}):
        for name in MIXES:
            sealed = took[Asked(records, name, clients, SealedStore.title)]
            clear = took[Asked(records, name, clients, ClearStore.title)]
            small = took[Asked(fewer, name, clients, SealedStore.title)]
            goal = f"goal {RATES[clients]:,}/s" if clients in RATES else "no goal"
            print(
                f"{name:10} {clients} clients: {sealed.rate:6,.0f}/s ({goal}), "
                f"{sealed.each:.2f} ms of a processor each; in clear {clear.rate:6,.0f}/s, "
                f"{clear.each:.2f} ms: {clear.rate / sealed.rate:.2f} times; "
                f"{small.rate / sealed.rate:.2f} times that of {fewer:,} records (goal {GROWTH})"
            )
    print(f"load when it ended: {os.getloadavg()[0]:.2f}")


def report_space(records: int) -> None:
    """Tables and indexes; the key store; and what the records' data alone are."""
    from django.conf import settings

    personal = sum(map(len, content_of(key_of(0), 0).values())) * records
    keys = (settings.SOTTO.state_dir / "keyring" / "keys.db").stat().st_size
    sealed, clear = (_size(model._meta.db_table) for model in (SealedItem, ClearItem))
    print(
        f"space: personal data {personal / 1e6:.1f} MB; table sealed {sealed / 1e6:.1f} MB, keys "
        f"{keys / 1e6:.1f} MB; in clear {clear / 1e6:.1f} MB: {(sealed + keys) / clear:.2f} times"
    )


def _size(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_total_relation_size(%s)", (table,))
        return int(cursor.fetchone()[0])
