"""Every column of every table says whom it is about: ours beside the model, libraries' in foreign.

Read from the database itself, so that neither a migration nor a library's new version can bring a
column that nobody thought about (PBX-01, ENT-01).
"""

from collections.abc import Iterator

import psycopg
import pytest
from django.apps import apps
from django.db import connection, models
from psycopg import sql

from sotto.personal_data.declaration import check
from sotto.personal_data.foreign import FOREIGN
from tests.guards.tracked import expect_none

pytestmark = pytest.mark.guard

_COLUMNS = """
    SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND a.attnum > 0 AND NOT a.attisdropped
    AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
"""
Column = tuple[str, str]


def own_models() -> list[type[models.Model]]:
    everything = apps.get_models(include_auto_created=True)
    return [one for one in everything if one.__module__.startswith("sotto.")]


def _declared() -> set[Column]:
    ours = {
        (model._meta.db_table, column.column or "")
        for model in own_models()
        for column in model._meta.local_concrete_fields
    }
    return ours | {(table, column) for table, named in FOREIGN.items() for column in named}


def _in(database: psycopg.Connection) -> set[Column]:
    return {(str(table), str(column)) for table, column in database.execute(_COLUMNS).fetchall()}


@pytest.fixture
def database(django_db_setup: None) -> Iterator[psycopg.Connection]:
    """As the owner of the schema; whatever is done is undone."""
    parameters = connection.settings_dict
    host, name = str(parameters["HOST"]), str(parameters["NAME"])
    with psycopg.connect(host=host, user="sotto_owner", dbname=name) as opened:
        yield opened
        opened.rollback()


def test_every_column_of_every_table_is_declared(database: psycopg.Connection) -> None:
    expect_none(f"{table}.{column}" for table, column in _in(database) - _declared())


def test_nothing_is_declared_that_is_not_there(database: psycopg.Connection) -> None:
    expect_none(f"{table}.{column}" for table, column in _declared() - _in(database))


def test_every_model_of_ours_carries_its_declaration() -> None:
    assert own_models()
    for model in own_models():
        check(model)


@pytest.mark.parametrize(
    ("statement", "column"),
    [
        ("CREATE TABLE visitors (name text)", ("visitors", "name")),
        ("ALTER TABLE django_session ADD COLUMN address inet", ("django_session", "address")),
        ("ALTER TABLE directory_person ADD COLUMN mobile text", ("directory_person", "mobile")),
        (
            "CREATE VIEW seen AS SELECT session_data AS told FROM django_session",
            ("seen", "told"),
        ),
    ],
)
def test_a_column_that_nobody_declared_is_found(
    database: psycopg.Connection, statement: str, column: Column
) -> None:
    database.execute("SET LOCAL lock_timeout = '5s'")
    before = _in(database)
    database.execute(sql.SQL(statement))
    assert _in(database) - before == {column}
    assert column not in _declared()
