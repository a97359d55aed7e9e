"""Commits that reach the disk: what is measured must not be what a test's database leaves out."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from psycopg import Connection, sql

from tests.state import as_role


@contextmanager
def durable_commits() -> Iterator[None]:
    """Fsync on, whatever the cluster was started for; as it was, afterwards."""
    with as_role("postgres", "postgres") as database:
        before = _fsync(database)
        _set_fsync(database, "on")
        try:
            yield
        finally:
            _set_fsync(database, before)


def _set_fsync(database: Connection, wanted: str) -> None:
    database.execute(sql.SQL("ALTER SYSTEM SET fsync = {}").format(sql.Literal(wanted)))
    database.execute("SELECT pg_reload_conf()")
    while _fsync(database) != wanted:
        time.sleep(0.01)


def _fsync(database: Connection) -> str:
    row = database.execute("SHOW fsync").fetchone()
    assert row is not None
    return str(row[0])
