"""One moment of the whole database, as the role that reads everything and changes nothing.

The moment is a REPEATABLE READ transaction: writers go on meanwhile, and no lock is in their way.
Projections are UNLOGGED and left out, and so are sessions: who has a session's name is signed in.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from graphlib import TopologicalSorter
from uuid import UUID

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import sql

from sotto.personal_data.models import Erasure
from sotto.personal_data.registry import holdings
from sotto.trust.backup.services.manifest import Ledger, Table
from sotto.trust.tenants.services.row_security import BACKUP, NOT_BACKED_UP

MIGRATIONS = "django_migrations"
_TABLES = """
    SELECT c.relname::text, array_agg(a.attname::text ORDER BY a.attnum)
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relkind = 'r' AND c.relpersistence = 'p' AND c.relnamespace = 'public'::regnamespace
    AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' AND NOT c.relname = ANY(%s)
    GROUP BY c.relname
"""
_REFERENCES = """
    SELECT k.conrelid::regclass::text, k.confrelid::regclass::text FROM pg_constraint k
    WHERE k.contype = 'f' AND NOT k.condeferrable AND k.conrelid <> k.confrelid
"""
_SEQUENCES = """
    SELECT sequencename::text, last_value FROM pg_sequences
    WHERE schemaname = 'public' AND last_value IS NOT NULL
"""


@dataclass(frozen=True)
class Snapshot:
    connection: psycopg.Connection

    def tables(self) -> dict[str, Table]:
        """In an order in which they can be filled: what is referred to comes first."""
        left_out = [*NOT_BACKED_UP, MIGRATIONS]
        columns: dict[str, list[str]] = dict(
            self.connection.execute(_TABLES, [left_out]).fetchall()
        )
        sorter = TopologicalSorter[str](dict.fromkeys(sorted(columns), ()))
        for table, other in self.connection.execute(_REFERENCES).fetchall():
            if table in columns and other in columns:
                sorter.add(table, other)
        return {
            name: Table(columns=columns[name], rows=self._count(name))
            for name in sorter.static_order()
        }

    def migrations(self) -> dict[str, list[str]]:
        rows = self.connection.execute("SELECT app, name FROM django_migrations ORDER BY id")
        found: dict[str, list[str]] = {}
        for app, name in rows.fetchall():
            found.setdefault(str(app), []).append(str(name))
        return found

    def sequences(self) -> dict[str, int]:
        """Not bound to the moment: they may only be ahead of the rows."""
        return {str(name): int(value) for name, value in self.connection.execute(_SEQUENCES)}

    def ledger(self) -> Ledger:
        query = sql.SQL("SELECT count(*), max(asked_at) FROM {}").format(
            sql.Identifier(Erasure._meta.db_table)
        )
        lines, newest = self.connection.execute(query).fetchone() or (0, None)
        return Ledger(lines=lines, newest=newest)

    def size(self) -> int:
        """Bytes of all tables with their indexes, about."""
        query = "SELECT pg_database_size(current_database())"
        [size] = self.connection.execute(query).fetchone() or (0,)
        return int(size)

    def version(self) -> int:
        return self.connection.info.server_version

    def copy(self, table: str, columns: list[str]) -> Iterator[bytes]:
        """The rows in PostgreSQL's binary form."""
        names = sql.SQL(", ").join(map(sql.Identifier, columns))
        copy = sql.SQL("COPY {} ({}) TO STDOUT (FORMAT binary)")
        statement = copy.format(sql.Identifier(table), names)
        with self.connection.cursor() as cursor, cursor.copy(statement) as rows:
            for piece in rows:
                yield bytes(piece)

    def files(self) -> Iterator[tuple[UUID, UUID]]:
        """Tenant and name of each sealed file that a row names."""
        for number, query in enumerate(_file_queries()):
            with self.connection.cursor(name=f"files_{number}") as cursor:
                yield from cursor.execute(query)

    def names(self, file: UUID) -> bool:
        """Whether a row names this file."""
        found = [
            self.connection.execute(
                sql.SQL("SELECT 1 FROM ({}) f (tenant, name) WHERE name = %s").format(query), [file]
            ).fetchone()
            for query in _file_queries()
        ]
        return any(found)

    def count_files(self) -> int:
        count = sql.SQL("SELECT count(*) FROM ({}) f")
        return sum(
            int((self.connection.execute(count.format(query)).fetchone() or (0,))[0])
            for query in _file_queries()
        )

    def _count(self, table: str) -> int:
        query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
        return int((self.connection.execute(query).fetchone() or (0,))[0])


@contextmanager
def snapshot() -> Iterator[Snapshot]:
    """Raises psycopg.OperationalError while PostgreSQL is away."""
    with psycopg.connect(
        host=str(settings.SOTTO.postgres_socket_dir),
        user=BACKUP,
        dbname=str(connection.settings_dict["NAME"]),
        connect_timeout=10,
    ) as reader:
        reader.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        reader.read_only = True
        yield Snapshot(reader)


def _file_queries() -> list[sql.Composed]:
    return [
        sql.SQL("SELECT tenant_id, {0} FROM {1} WHERE {0} IS NOT NULL").format(
            sql.Identifier(str(column.column)), sql.Identifier(holding.model._meta.db_table)
        )
        for holding in holdings()
        for column in holding.files
    ]
