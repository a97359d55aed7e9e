"""The PostgreSQL cluster: made once, configured by us, reached through its Unix socket only.

No passwords: the kernel says which system user is there (peer), and the map says which role that
may be. What PostgreSQL logs holds no statement, no parameter and no address (data-protection.md).
"""

import os
import subprocess
from contextlib import suppress
from pathlib import Path

import psycopg
from psycopg import sql

from sotto.processes.setup.places import Place, put_right
from sotto.settings.configuration import Configuration

BINARIES = Path("/usr/lib/postgresql/15/bin")
OWNER, APP, EDGE = "sotto_owner", "sotto_app", "sotto_edge"
BACKUP = "sotto_backup"  # Reads every tenant's sealed rows, and can change nothing.

SETTINGS = """\
# Written by set-up; changes here are lost. See sotto/processes/setup/database.py.
listen_addresses = ''
unix_socket_directories = '{socket_dir}'
max_connections = 120
shared_buffers = {shared_buffers_mb}MB
huge_pages = off
max_wal_size = 1GB
checkpoint_timeout = 15min
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
password_encryption = scram-sha-256

# The log. An error's own text may hold a value, so errors are told to the client only.
logging_collector = off
log_destination = 'stderr'
log_line_prefix = '%m [%p] '
log_min_messages = log
log_min_error_statement = panic
log_error_verbosity = terse
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
log_statement = none
log_duration = off
log_min_duration_statement = -1
log_connections = off
log_disconnections = off
log_hostname = off
log_lock_waits = off
log_autovacuum_min_duration = -1
"""

ACCESS = """\
# Written by set-up.
local  all          all  peer  map=sotto
local  replication  all  peer  map=sotto
"""

MIGRATORS = ("root", "postgres")  # System users that may be any role.


def identities(configuration: Configuration) -> str:
    """pg_ident.conf: system user → database role."""
    app = configuration.app_user
    rows = [(app, APP), (app, BACKUP), ("kamailio", EDGE)]
    rows += [(user, role) for user in MIGRATORS for role in ("postgres", OWNER, APP, EDGE, BACKUP)]
    lines = [f"sotto  {user}  {role}" for user, role in rows]
    return "\n".join(["# Written by set-up.", *lines, ""])


def settings(configuration: Configuration, *, memory_mb: int) -> str:
    """postgresql.conf. An eighth of the machine's memory, from 64 MB to 1 GB, for the buffers."""
    return SETTINGS.format(
        socket_dir=configuration.postgres_socket_dir,
        shared_buffers_mb=min(max(memory_mb // 8, 64), 1024),
    )


def make_cluster(configuration: Configuration) -> None:
    """Initialise when new; put our configuration in place. PostgreSQL refuses to be root."""
    folder = configuration.postgres_dir
    if not (folder / "PG_VERSION").exists():
        _initialise(folder)
    memory_mb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 1024**2
    files = {
        "postgresql.conf": settings(configuration, memory_mb=memory_mb),
        "pg_hba.conf": ACCESS,
        "pg_ident.conf": identities(configuration),
    }
    for name, content in files.items():
        path = folder / name
        if path.read_text() != content:
            path.write_text(content)
        put_right(Place(path, "postgres", "postgres", 0o600))


def _initialise(folder: Path) -> None:
    options = ["--auth=peer", "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums"]
    subprocess.run(
        [str(BINARIES / "initdb"), "--pgdata", str(folder), "--username=postgres", *options],
        check=True,
        capture_output=True,
        user="postgres",
        group="postgres",
        extra_groups=[],
        cwd="/",
        umask=0o077,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
    )


def connect(
    configuration: Configuration, *, role: str = "postgres", database: str = "postgres"
) -> psycopg.Connection:
    """An autocommit connection. Raises psycopg.OperationalError while PostgreSQL is away."""
    return psycopg.connect(
        host=str(configuration.postgres_socket_dir),
        user=role,
        dbname=database,
        autocommit=True,
        connect_timeout=5,
    )


def make_roles(configuration: Configuration) -> None:
    """The roles and the database. Only the owner may change the schema."""
    database = configuration.database
    with connect(configuration) as connection:
        for role in (OWNER, APP, EDGE):
            if not _exists(connection, "pg_roles", "rolname", role):
                statement = sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS")
                connection.execute(statement.format(sql.Identifier(role)))
        if not _exists(connection, "pg_roles", "rolname", BACKUP):
            statement = sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER BYPASSRLS")
            connection.execute(statement.format(sql.Identifier(BACKUP)))
        statement = sql.SQL("ALTER ROLE {} SET default_transaction_read_only = on")
        connection.execute(statement.format(sql.Identifier(BACKUP)))
        # A lost registration or event is repeated; waiting for the disk halves the rate.
        statement = sql.SQL("ALTER ROLE {} SET synchronous_commit = off")
        connection.execute(statement.format(sql.Identifier(EDGE)))
        if not _exists(connection, "pg_database", "datname", database):
            names = {"database": sql.Identifier(database), "owner": sql.Identifier(OWNER)}
            create = sql.SQL("CREATE DATABASE {database} OWNER {owner}")
            connection.execute(create.format(**names))
            close = sql.SQL("REVOKE ALL ON DATABASE {database} FROM PUBLIC")
            connection.execute(close.format(**names))
    with connect(configuration, database=database) as connection:
        for right in _rights(database):
            connection.execute(right)


def forget_half_restores(configuration: Configuration) -> None:
    """What a restore that was killed has left; one that is under way is connected to its own."""
    leftover = sql.Identifier(f"{configuration.database}_restored")
    with connect(configuration) as connection, suppress(psycopg.errors.ObjectInUse):
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(leftover))


def _rights(database: str) -> list[sql.Composed]:
    """Who may do what in the database; repeating them changes nothing."""
    names = {
        "database": sql.Identifier(database),
        "owner": sql.Identifier(OWNER),
        "app": sql.Identifier(APP),
        "edge": sql.Identifier(EDGE),
        "backup": sql.Identifier(BACKUP),
    }
    defaults = "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public"
    statements = (
        "GRANT CONNECT ON DATABASE {database} TO {app}, {edge}, {backup}",
        "GRANT TEMPORARY ON DATABASE {database} TO {app}",  # Projections are rewritten through one.
        "ALTER SCHEMA public OWNER TO {owner}",
        "REVOKE ALL ON SCHEMA public FROM PUBLIC",
        "GRANT USAGE ON SCHEMA public TO {app}, {edge}, {backup}",
        f"{defaults} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {{app}}",
        f"{defaults} GRANT USAGE, SELECT ON SEQUENCES TO {{app}}",
    )
    return [sql.SQL(statement).format(**names) for statement in statements]


def _exists(connection: psycopg.Connection, table: str, column: str, name: str) -> bool:
    query = sql.SQL("SELECT 1 FROM {} WHERE {} = %s").format(
        sql.Identifier(table), sql.Identifier(column)
    )
    return connection.execute(query, [name]).fetchone() is not None
