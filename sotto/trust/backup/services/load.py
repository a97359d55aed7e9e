"""Fill a new database and folder from a backup.

The schema is made by our own migrations up to where the backup's was, then the rows are copied in,
then the rest of the migrations run. No statement of the archive is ever executed: who made a
hostile one gains rows, and nothing else. Rows go in under the schema's owner; row-level security
is applied by the caller, once all are in.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import psycopg
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from psycopg import sql

from sotto.trust.backup.rules import newer_migrations
from sotto.trust.backup.services import databases
from sotto.trust.backup.services.errors import BackupDamaged, NewerBackup, NotABackup
from sotto.trust.backup.services.files import as_owner_of, whole_file
from sotto.trust.backup.services.manifest import Contents, Manifest
from sotto.trust.backup.services.read import Archive, Progress, Take
from sotto.trust.tenants.services import row_security

MIGRATIONS = "django_migrations"
WORKERS = "procrastinate_workers"  # Those of then work no more: none comes back.
# What was being done at the moment of the backup is done again, by workers that are here.
_TAKE_UP = """
    UPDATE procrastinate_jobs j SET status = 'failed', worker_id = NULL
    WHERE status = 'doing' AND EXISTS (
        SELECT 1 FROM procrastinate_jobs o WHERE o.queueing_lock = j.queueing_lock
        AND (o.status = 'todo' OR (o.status = 'doing' AND o.id < j.id))
    );
    UPDATE procrastinate_jobs SET status = 'todo', worker_id = NULL WHERE status = 'doing';
    DELETE FROM procrastinate_workers
"""


def refuse_newer(manifest: Manifest) -> None:
    """Raises NewerBackup."""
    nodes = MigrationExecutor(None).loader.graph.nodes  # Of the files only.
    known: dict[str, set[str]] = {}
    for app, name in nodes:
        known.setdefault(app, set()).add(name)
    if newer_migrations(manifest.migrations, known):
        raise NewerBackup


def load(
    archive: Archive,
    *,
    database: str,
    files: Path,
    audit: Path,
    progress: Progress = lambda *_: None,
) -> Contents:
    """Into an empty database, and folders that may have files already.

    Raises BackupDamaged, NotABackup, NewerBackup, OSError.
    """
    manifest = archive.manifest
    refuse_newer(manifest)
    with databases.on(database, role=databases.OWNER):
        _migrate_to(manifest)
    with databases.open_(database, role=databases.OWNER) as owner:
        loading = Loading(owner, manifest, files, audit)
        try:
            loading.empty()
            contents = archive.read_into(loading, progress=progress)
            loading.finish()
        except psycopg.DataError:
            raise BackupDamaged from None
        except (psycopg.ProgrammingError, psycopg.IntegrityError):
            raise NotABackup from None
    with databases.on(database, role=databases.OWNER):
        call_command("migrate", interactive=False, verbosity=0)
    return contents


def _migrate_to(manifest: Manifest) -> None:
    """The schema as it was when the backup was made; nothing else is in it."""
    executor = MigrationExecutor(connection)
    wanted = {(app, name) for app, names in manifest.migrations.items() for name in names}
    graph = executor.loader.graph
    last = [
        node
        for node in sorted(wanted)
        if not any(
            child.key in wanted and child.key[0] == node[0]
            for child in graph.node_map[node].children
        )
    ]
    executor.migrate(last)
    if set(MigrationExecutor(connection).loader.applied_migrations) != wanted:
        raise NotABackup  # Steps without those on which they stand: no system was ever like that.


@dataclass
class Loading:
    """Receives the parts of a backup, in one transaction of the owner's connection."""

    owner: psycopg.Connection
    manifest: Manifest
    files: Path
    audit_folder: Path

    def empty(self) -> None:
        """Nothing that a migration has put in stays, and nothing is triggered by what comes."""
        there = self._tables()
        if not set(self.manifest.tables) <= there:
            raise NotABackup  # Projections are there and not in it: nothing else may be missing.
        names = sql.SQL(", ").join(map(sql.Identifier, sorted(there)))
        self.owner.execute(sql.SQL("TRUNCATE {}").format(names))
        self._triggers("DISABLE")

    @contextmanager
    def table(self, name: str) -> Iterator[Take]:
        table = self.manifest.tables[name]
        columns = sql.SQL(", ").join(map(sql.Identifier, table.columns))
        copy = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT binary)")
        with self.owner.cursor() as cursor:
            with cursor.copy(copy.format(sql.Identifier(name), columns)) as rows:
                yield rows.write
            if cursor.rowcount != table.rows:
                raise BackupDamaged

    @contextmanager
    def file(self, tenant: UUID, name: UUID) -> Iterator[Take]:
        folder = self.files / tenant.hex / name.hex[:2]
        with as_owner_of(self.files), whole_file(folder / name.hex, aside=self.files) as take:
            yield take

    @contextmanager
    def audit(self, name: str) -> Iterator[Take]:
        folder = self.audit_folder
        with as_owner_of(folder), whole_file(folder / name, aside=folder) as take:
            yield take

    @contextmanager
    def settings(self) -> Iterator[Take]:
        """Left for a person to compare: what is set here, stays."""
        yield lambda _: None

    def finish(self) -> None:
        """References are checked, sequences go on where they were."""
        self.owner.execute("SET CONSTRAINTS ALL IMMEDIATE")
        self.owner.execute(_TAKE_UP)
        self._triggers("ENABLE")
        known = {name for (name,) in self.owner.execute("SELECT sequencename FROM pg_sequences")}
        for name, value in self.manifest.sequences.items():
            if name not in known:
                raise NotABackup
            self.owner.execute("SELECT setval(quote_ident(%s)::regclass, %s)", [name, value])
        self.owner.commit()

    def _tables(self) -> set[str]:
        query = (
            "SELECT relname::text FROM pg_class WHERE relkind = 'r' AND relpersistence = 'p' "
            "AND relnamespace = 'public'::regnamespace AND NOT relname = ANY(%s)"
        )
        left_out = [*row_security.NOT_BACKED_UP, MIGRATIONS]
        return {str(name) for (name,) in self.owner.execute(query, [left_out])}

    def _triggers(self, what: str) -> None:
        for name in self.manifest.tables:
            statement = sql.SQL(f"ALTER TABLE {{}} {what} TRIGGER USER")  # Two words of ours.
            self.owner.execute(statement.format(sql.Identifier(name)))
