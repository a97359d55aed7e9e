"""Databases beside the one that serves: made, filled, put in its place, taken away.

Reached as the schema's owner or the cluster's administrator, which only set-up's system users and a
drill's own cluster allow.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import sql

from sotto.trust.backup.services.errors import SystemRuns
from sotto.trust.tenants.services.row_security import BACKUP

OWNER, APPLICATION, ADMINISTRATOR = "sotto_owner", "sotto_app", "postgres"
_ROLES = ("sotto_app", "sotto_edge", "sotto_backup")


def live() -> str:
    """The database that serves."""
    return str(connection.settings_dict["NAME"])


def fresh() -> str:
    """Where a backup is loaded, before it serves."""
    return f"{live()}_restored"


def before() -> str:
    """What served before a restore, until that is confirmed."""
    return f"{live()}_before"


@contextmanager
def on(database: str, *, role: str = APPLICATION) -> Iterator[None]:
    """Django's connection leads there meanwhile. Not inside a transaction."""
    chosen = connection.settings_dict
    was = {"NAME": chosen["NAME"], "USER": chosen["USER"]}
    connection.close()
    chosen.update(NAME=database, USER=role)
    try:
        yield
    finally:
        connection.close()
        chosen.update(was)


def open_(database: str, *, role: str) -> psycopg.Connection:
    """Raises psycopg.OperationalError."""
    return psycopg.connect(
        host=str(settings.SOTTO.postgres_socket_dir),
        user=role,
        dbname=database,
        connect_timeout=10,
    )


@contextmanager
def administering() -> Iterator[psycopg.Connection]:
    """The cluster, outside of every database of ours; each statement stands for itself."""
    with open_("postgres", role=ADMINISTRATOR) as cluster:
        cluster.autocommit = True
        yield cluster


def exists(database: str) -> bool:
    with administering() as cluster:
        query = "SELECT 1 FROM pg_database WHERE datname = %s"
        return cluster.execute(query, [database]).fetchone() is not None


def make(database: str) -> None:
    """Empty, the schema's owner's, closed to everybody but our roles. One that is there goes."""
    drop(database)
    names = {"database": sql.Identifier(database), "owner": sql.Identifier(OWNER)}
    roles = sql.SQL(", ").join(map(sql.Identifier, _ROLES))
    with administering() as cluster:
        for statement in (
            "CREATE DATABASE {database} OWNER {owner} TEMPLATE template0",
            "REVOKE ALL ON DATABASE {database} FROM PUBLIC",
            "GRANT CONNECT ON DATABASE {database} TO {roles}",
            "GRANT TEMPORARY ON DATABASE {database} TO sotto_app",
        ):
            cluster.execute(sql.SQL(statement).format(roles=roles, **names))
    with open_(database, role=ADMINISTRATOR) as inside:
        inside.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
        inside.execute(sql.SQL("ALTER SCHEMA public OWNER TO {}").format(sql.Identifier(OWNER)))


def drop(database: str) -> None:
    with administering() as cluster:
        statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        cluster.execute(statement.format(sql.Identifier(database)))


def exchange(*, serving: str, aside: str, instead: str) -> None:
    """`serving` is called `aside` from now on, and `instead` serves: both at once or neither.

    Raises SystemRuns while somebody is connected.
    """
    with administering() as cluster:
        try:
            with cluster.transaction():
                for name, to in ((serving, aside), (instead, serving)):
                    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
                    cluster.execute(rename.format(sql.Identifier(name), sql.Identifier(to)))
        except psycopg.errors.ObjectInUse:
            raise SystemRuns from None


def count_rows(table: str) -> int:
    """Of the database that is connected, whosever they are."""
    with open_(live(), role=BACKUP) as reader:
        query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
        return int((reader.execute(query).fetchone() or (0,))[0])


def users_of(database: str) -> int:
    """Connections to it, whoever's."""
    with administering() as cluster:
        query = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s"
        return int((cluster.execute(query, [database]).fetchone() or (0,))[0])
