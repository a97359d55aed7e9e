"""What a restore does not turn back: the account of what people asked and what was done.

Requests, consents, objections, holds, notices, erasures and the audit trail stay as they are now,
where the present database can be read: they say what Sotto owes people since the backup. What
people use (directory, calls, messages, accounts) goes back.
"""

from collections.abc import Iterator
from graphlib import TopologicalSorter

import psycopg
from django.apps import apps
from django.db import models
from psycopg import sql

from sotto.personal_data.declaration import declaration_of
from sotto.trust.backup.services import databases
from sotto.trust.tenants.services.row_security import BACKUP

_GO_BACK = {"sotto.trust.tenants", "sotto.trust.access"}
TENANTS = "tenants_tenant"
_ADVANCE = """
    SELECT setval(quote_ident(%(name)s)::regclass, greatest(%(value)s::bigint, coalesce(
        (SELECT last_value FROM pg_sequences WHERE sequencename = %(name)s), 1)))
"""


def kept_models() -> list[type[models.Model]]:
    """In an order in which they can be filled."""
    chosen = {
        model._meta.db_table: model
        for config in apps.get_app_configs()
        if config.name == "sotto.personal_data"
        or (config.name.startswith("sotto.trust.") and config.name not in _GO_BACK)
        for model in config.get_models(include_auto_created=True)
        if model._meta.managed and not declaration_of(model).projection
    }
    sorter = TopologicalSorter[str]({name: () for name in sorted(chosen)})  # noqa: C420
    for name, model in chosen.items():
        for _, other in _references(model):
            if other in chosen and other != name:
                sorter.add(name, other)
    return [chosen[name] for name in sorter.static_order()]


def carry_over(*, present: str, to: str) -> int:
    """Copy those tables from one database to another of the same schema. How many rows.

    A row that refers to what the backup did not have (an account made since) is left behind.
    """
    with (
        databases.open_(present, role=BACKUP) as source,
        databases.open_(to, role=databases.ADMINISTRATOR) as target,
    ):
        source.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        _stage(source, target, TENANTS)
        target.execute(
            sql.SQL("INSERT INTO {0} SELECT * FROM carried ON CONFLICT DO NOTHING").format(
                sql.Identifier(TENANTS)
            )
        )
        target.execute("DROP TABLE carried")
        kept = kept_models()
        names = sql.SQL(", ").join(sql.Identifier(one._meta.db_table) for one in kept)
        target.execute(sql.SQL("TRUNCATE {}").format(names))
        rows = sum(_carry(source, target, model) for model in kept)
        _advance_sequences(source, target)
    return rows


def has_schema_of(present: str, other: str) -> bool:
    """Whether both databases were brought to the same version of the schema."""
    return _migrations(present) == _migrations(other)


def _migrations(database: str) -> set[tuple[str, str]]:
    with databases.open_(database, role=databases.ADMINISTRATOR) as reader:
        [there] = reader.execute("SELECT to_regclass('django_migrations')").fetchone() or (None,)
        if there is None:
            return set()
        rows = reader.execute("SELECT app, name FROM django_migrations").fetchall()
        return {(str(app), str(name)) for app, name in rows}


def _carry(
    source: psycopg.Connection, target: psycopg.Connection, model: type[models.Model]
) -> int:
    table = sql.Identifier(model._meta.db_table)
    _stage(source, target, model._meta.db_table)
    target.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(table))
    there = sql.SQL(" AND ").join([sql.SQL("true"), *_is_there(model)])
    insert = sql.SQL("INSERT INTO {} SELECT * FROM carried WHERE {}").format(table, there)
    count = target.execute(insert).rowcount
    target.execute("SET CONSTRAINTS ALL IMMEDIATE")
    target.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(table))
    target.execute("DROP TABLE carried")
    return count


def _stage(source: psycopg.Connection, target: psycopg.Connection, table: str) -> None:
    """The other database's rows, in a temporary table of the same form."""
    name = sql.Identifier(table)
    target.execute(sql.SQL("CREATE TEMPORARY TABLE carried (LIKE {})").format(name))
    out = sql.SQL("COPY {} TO STDOUT (FORMAT binary)").format(name)
    with (
        source.cursor() as reads,
        target.cursor() as writes,
        reads.copy(out) as rows,
        writes.copy("COPY carried FROM STDIN (FORMAT binary)") as into,
    ):
        for piece in rows:
            into.write(piece)


def _is_there(model: type[models.Model]) -> Iterator[sql.Composed]:
    """For each reference of a row: it is empty, or what it refers to exists."""
    for column, other in _references(model):
        if other != model._meta.db_table:
            yield sql.SQL(
                "(carried.{0} IS NULL OR EXISTS (SELECT 1 FROM {1} o WHERE o.id = carried.{0}))"
            ).format(sql.Identifier(column), sql.Identifier(other))


def _references(model: type[models.Model]) -> Iterator[tuple[str, str]]:
    """Column and table of each reference."""
    for column in model._meta.local_concrete_fields:
        if isinstance(column, models.ForeignKey):
            yield str(column.column), column.related_model._meta.db_table


def _advance_sequences(source: psycopg.Connection, target: psycopg.Connection) -> None:
    """A number that was given stays given."""
    query = "SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'"
    for (name,) in target.execute(query).fetchall():
        found = source.execute(
            "SELECT last_value FROM pg_sequences WHERE sequencename = %s", [name]
        ).fetchone()
        if found is not None and found[0] is not None:
            target.execute(_ADVANCE, {"name": name, "value": found[0]})
