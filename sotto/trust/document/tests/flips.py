"""Controls, and how each is turned off: really, in the system that the probes look at.

Each entry is (statement, what is done). Inside the `with` the control is off, afterwards on again.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.test import override_settings
from psycopg import sql

Flip = Callable[[], AbstractContextManager[None]]


@dataclass(frozen=True)
class Outside:
    """Turned off for every process: a running system sees it, too (tests/journeys/flipping.py)."""

    flip: Flip

    def __call__(self) -> AbstractContextManager[None]:
        return self.flip()


def superuser() -> psycopg.Connection:
    return psycopg.connect(
        host=str(settings.SOTTO.postgres_socket_dir),
        user="postgres",
        dbname=str(settings.DATABASES["default"]["NAME"]),
        autocommit=True,
    )


def statement(do: str, undo: str) -> Outside:
    """As the database's superuser, on this test's own database."""

    @contextmanager
    def flipped() -> Iterator[None]:
        _run(do)
        try:
            yield
        finally:
            _run(undo)

    return Outside(flipped)


def _run(text: str) -> None:
    with superuser() as database:
        name = sql.Identifier(str(settings.DATABASES["default"]["NAME"]))
        database.execute(sql.SQL(text).format(database=name))  # Ours.


def database_setting(name: str, value: str) -> Outside:
    """For new sessions of this database."""
    return statement(
        f"ALTER DATABASE {{database}} SET {name} = '{value}'",
        f"ALTER DATABASE {{database}} RESET {name}",
    )


def cluster_setting(name: str, value: str) -> Outside:
    """Of the whole cluster, whose other databases do not mind for a moment."""

    @contextmanager
    def flipped() -> Iterator[None]:
        with superuser() as database:
            [before] = database.execute(f"SHOW {name}").fetchone() or [""]
        _system(name, value)
        try:
            yield
        finally:
            _system(name, before)

    return Outside(flipped)


def _system(name: str, value: str) -> None:
    with superuser() as database:
        database.execute(f"ALTER SYSTEM SET {name} = '{value}'")
        database.execute("SELECT pg_reload_conf()")
        database.execute("SELECT pg_sleep(0.3)")  # Sessions hear of it by a signal.


def setting(**changed: Any) -> Flip:  # Any: settings have their own types.
    @contextmanager
    def flipped() -> Iterator[None]:
        with override_settings(**changed):
            yield

    return flipped


def mode(path: Callable[[], Path], wrong: int) -> Outside:
    @contextmanager
    def flipped() -> Iterator[None]:
        before = path().stat().st_mode & 0o7777
        path().chmod(wrong)
        try:
            yield
        finally:
            path().chmod(before)

    return Outside(flipped)


@dataclass(frozen=True)
class Attribute:
    """A constant of the product, such as a policy, set to another value."""

    owner: Any  # Any: a module or class.
    name: str
    value: Any  # Any: as the constant.

    @contextmanager
    def __call__(self) -> Iterator[None]:
        before = getattr(self.owner, self.name)
        setattr(self.owner, self.name, self.value)
        try:
            yield
        finally:
            setattr(self.owner, self.name, before)
