"""Who may sign in, and who stands behind a number: the two projections, read and remembered.

Each worker keeps what it read in a dictionary, until somebody who changed the projections changes
the generation in Kamailio's shared memory. While PostgreSQL is away, what is remembered goes on
being served without a limit in time: nothing can change it then, since the projections are in the
same PostgreSQL. What is not remembered raises DirectoryUnavailable, which callers answer with 503.
"""

from collections.abc import Callable
from time import monotonic
from typing import Any, Final, NamedTuple

import psycopg

from sotto.features.calls.rules import Caller, Number

_MOST_REMEMBERED: Final = 100_000  # Rows of a kind; then all are forgotten. About 60 MB.
_RETRY_SECONDS: Final = 1.0  # After a failure, workers do not wait for PostgreSQL this long.
_COMPLETE: Final = "(SELECT coalesce(bool_or(complete), false) FROM edge_state)"
_DEVICE: Final = (
    f"SELECT {_COMPLETE}, d.tenant::text, d.device::text, d.person::text, d.subject::text,"  # noqa: S608  # A constant.
    " d.realm, d.extension, d.display_name, d.plain_media_allowed, d.withholds,"
    " d.username, d.algorithm, d.ha1"
    " FROM (VALUES (1)) one LEFT JOIN edge_device d ON d.username = %s"
)
_NUMBER: Final = (
    f"SELECT {_COMPLETE}, n.kind, n.number, n.person::text, n.subject::text, n.display_name"  # noqa: S608  # A constant.
    " FROM (VALUES (1)) one LEFT JOIN edge_number n ON n.realm = %s AND n.number = %s"
)


class DirectoryUnavailable(Exception):  # A state, not a mistake.
    """Neither memory nor PostgreSQL can answer now."""


class Device(NamedTuple):
    """A phone that may sign in."""

    username: str
    algorithm: str
    ha1: str
    caller: Caller


class Directory:
    """One of these in each worker process; nothing is shared, so nothing is locked."""

    def __init__(self, database: str, generation: Callable[[], object]) -> None:
        self._database = database
        self._generation = generation
        self._seen_generation: object = None
        self._devices: dict[str, Device | None] = {}
        self._numbers: dict[tuple[str, str], Number | None] = {}
        self._connection: psycopg.Connection[Any] | None = None
        self._retry_at = 0.0

    def device(self, username: str) -> Device | None:
        """None when nobody has this user name. Raises DirectoryUnavailable."""
        self._forget_if_changed()
        try:
            return self._devices[username]
        except KeyError:
            row = self._read(_DEVICE, (username,))
            found = None if row is None else Device(row[9], row[10], row[11], Caller(*row[:9]))
            self._make_room(self._devices)
            self._devices[username] = found
            return found

    def number(self, realm: str, number: str) -> Number | None:
        """None when the dial plan has no such number. Raises DirectoryUnavailable."""
        self._forget_if_changed()
        key = (realm, number)
        try:
            return self._numbers[key]
        except KeyError:
            row = self._read(_NUMBER, key)
            found = None if row is None else Number(*row)
            self._make_room(self._numbers)
            self._numbers[key] = found
            return found

    def _forget_if_changed(self) -> None:
        generation = self._generation()
        if generation != self._seen_generation:
            self._seen_generation = generation
            self._devices.clear()
            self._numbers.clear()

    def _make_room(self, rows: dict[Any, Any]) -> None:
        if len(rows) >= _MOST_REMEMBERED:
            rows.clear()

    def _read(self, query: str, parameters: tuple[str, ...]) -> tuple[Any, ...] | None:
        """The row without its first column; None when there is none, and surely none."""
        if monotonic() < self._retry_at or any("\0" in text for text in parameters):
            raise DirectoryUnavailable
        row = self._asked(query, parameters)
        if row is None or (row[1] is None and not row[0]):
            raise DirectoryUnavailable  # The projections are being rebuilt after a crash.
        return None if row[1] is None else tuple(row[1:])

    def _asked(self, query: str, parameters: tuple[str, ...]) -> tuple[Any, ...] | None:
        was_connected = self._connection is not None
        try:
            return self._connected().execute(query, parameters, prepare=True).fetchone()
        except psycopg.Error:
            # It may be a connection of before PostgreSQL's restart: one more try, with a new one.
            lost = was_connected and self._connection is not None and self._connection.broken
            self._disconnect()
            if not lost:
                raise DirectoryUnavailable from None
        return self._asked(query, parameters)

    def _connected(self) -> psycopg.Connection[Any]:
        if self._connection is None:
            self._connection = psycopg.connect(
                self._database,
                autocommit=True,
                connect_timeout=2,
                options="-c statement_timeout=1000",
            )
        return self._connection

    def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        # A connection that broke is dropped at once; only when a new one fails too, we wait.
        self._retry_at = 0.0 if connection is not None else monotonic() + _RETRY_SECONDS
        if connection is not None:
            connection.close()
