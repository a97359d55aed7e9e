"""The keyring's SQLite file and its replica: a commit counts when it is in both.

The replica commits first: what was acknowledged is in both, and a crash leaves the replica at
most one transaction ahead, of something that nobody was told of. `ATTACH` would not do: SQLite
joins two files by a journal that lies beside the first, and is lost with it.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import structlog

from sotto.keyring import schema
from sotto.keyring.files import connect, copy, is_same_store, replica_is_there, sequence_of
from sotto.keyring.refusals import (
    KeyringFull,
    KeyringUnavailable,
    KeyringUnwritable,
    ReplicaAway,
)

log = structlog.get_logger()
Row = tuple[Any, ...]  # Any: SQLite's values
_SHUT = ("SQLITE_READONLY", "SQLITE_CANTOPEN")
_FULL = {"SQLITE_FULL", "SQLITE_IOERR", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_TRUNCATE"}


class Database:
    """Writes go to both files, reads to the first. One thread only."""

    def __init__(self, file: Path, replica: Path | None = None) -> None:
        """Files that exist and agree: see `settle`."""
        self.file, self._replica_file = file, replica
        self._main = connect(file)
        if schema.version_of(self._main) < schema.VERSION:
            schema.create(self._main)
        self._replica: sqlite3.Connection | None = None
        self._depth = 0
        if replica is not None:
            with suppress(ReplicaAway):
                self._join_replica()

    def read(self, statement: str, *values: object) -> list[Row]:
        return self._main.execute(statement, values).fetchall()

    def value(self, statement: str, *values: object) -> Any:  # Any: SQLite's values
        """The first column of the first row; None when there is none."""
        row = self._main.execute(statement, values).fetchone()
        return None if row is None else row[0]

    def write(self, statement: str, *values: object) -> int:
        """Inside a transaction. How many rows it touched."""
        touched = self._main.execute(statement, values).rowcount
        with self._replica_or_away() as replica:
            if replica is not None:
                replica.execute(statement, values)
        return touched

    def write_many(self, statement: str, rows: Sequence[Sequence[object]]) -> None:
        """Inside a transaction."""
        self._main.executemany(statement, rows)
        with self._replica_or_away() as replica:
            if replica is not None:
                replica.executemany(statement, rows)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, in both files; inside another one it is part of that.

        Raises KeyringFull or ReplicaAway, and stores nothing then.
        """
        if self._depth:
            yield
            return
        self._begin()
        self._depth = 1
        before = self._main.total_changes
        try:
            yield
            if self._main.total_changes != before:
                self.write("UPDATE meta SET value = value + 1 WHERE name = 'sequence'")
            self._commit()
        except sqlite3.DatabaseError as error:
            self._roll_back()
            raise explained(error) from None
        except BaseException:
            self._roll_back()
            raise
        finally:
            self._depth = 0

    def meta(self, name: str) -> Any:  # Any: SQLite's values
        return self.value("SELECT value FROM meta WHERE name = ?", name)

    def set_meta(self, name: str, value: object) -> None:
        """Inside a transaction."""
        self.write(
            "INSERT INTO meta (name, value) VALUES (?, ?) "
            "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            name,
            value,
        )

    def copy_to(self, file: Path) -> None:
        """A consistent copy of the whole, durable when this returns."""
        copy(self._main, file)

    def replica_state(self) -> str:
        """`none` is wanted, `in step`, or `away`."""
        if self._replica_file is None:
            return "none"
        return "away" if self._replica is None else "in step"

    def close(self) -> None:
        for connection in self._connections():
            connection.close()

    def _connections(self) -> list[sqlite3.Connection]:
        return [one for one in (self._replica, self._main) if one is not None]

    def _begin(self) -> None:
        if self._replica_file is not None and self._replica is None:
            self._join_replica()
        try:
            self._main.execute("BEGIN IMMEDIATE")
            with self._replica_or_away() as replica:
                if replica is not None:
                    replica.execute("BEGIN IMMEDIATE")
        except sqlite3.DatabaseError as error:
            self._roll_back()
            raise explained(error) from None
        except ReplicaAway:
            self._roll_back()
            raise

    def _commit(self) -> None:
        with self._replica_or_away() as replica:
            if replica is not None:
                replica.execute("COMMIT")
        try:
            self._main.execute("COMMIT")
        except sqlite3.DatabaseError:
            self._part_with_replica()  # It is ahead now: copied anew before the next write.
            raise

    def _roll_back(self) -> None:
        for connection in self._connections():
            if connection.in_transaction:
                with suppress(sqlite3.DatabaseError):
                    connection.execute("ROLLBACK")

    def _join_replica(self) -> None:
        """Bring the replica into step, by a copy when it is not. Raises ReplicaAway."""
        assert self._replica_file is not None  # noqa: S101 -- asked by the callers.
        try:
            if not replica_is_there(self._replica_file.parent, self.file.parent):
                raise FileNotFoundError
            in_step = sequence_of(self._replica_file) == self.meta("sequence")
            if not in_step or not is_same_store(self._main, self._replica_file):
                copy(self._main, self._replica_file)
            self._replica = connect(self._replica_file)
        except (sqlite3.DatabaseError, OSError):
            log.warning("keyring.replica_away")
            raise ReplicaAway from None

    @contextmanager
    def _replica_or_away(self) -> Iterator[sqlite3.Connection | None]:
        """Raises ReplicaAway; it is joined again, by a copy, before the next write."""
        try:
            yield self._replica
        except sqlite3.DatabaseError:
            self._part_with_replica()
            log.warning("keyring.replica_away")
            raise ReplicaAway from None

    def _part_with_replica(self) -> None:
        if self._replica is not None:
            with suppress(sqlite3.DatabaseError):
                self._replica.close()
        self._replica = None


def explained(error: sqlite3.DatabaseError) -> Exception:
    """A full disk is one, a file that can't be used another; the rest is a mistake of ours."""
    name = str(getattr(error, "sqlite_errorname", ""))
    if name in _FULL:
        return KeyringFull()
    if name.startswith(_SHUT):
        return KeyringUnwritable()
    return KeyringUnavailable() if isinstance(error, sqlite3.OperationalError) else error
