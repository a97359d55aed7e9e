"""The second wall, as PostgreSQL itself tells it: who owns, who may, which rows."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction

from sotto.personal_data.declaration import declaration_of
from sotto.trust.audit.models import Entry
from sotto.trust.audit.services import record
from sotto.trust.tenants.models import Tenant
from tests.guards.test_declared import own_models
from tests.guards.tracked import expect_none

pytestmark = [pytest.mark.guard, pytest.mark.django_db]

_APPLICATION = "sotto_app"


def _rows(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def _projections() -> set[str]:
    return {model._meta.db_table for model in own_models() if declaration_of(model).projection}


def _with_tenant() -> set[str]:
    """Tables that hold rows of a tenant; projections are read before the tenant is known."""
    rows = _rows(
        "SELECT relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
        "WHERE relkind IN ('r', 'p') AND attname IN ('tenant', 'tenant_id') AND NOT attisdropped"
    )
    return {table for (table,) in rows} - _projections()


def test_every_table_with_a_tenant_hides_the_rows_of_others() -> None:
    protected = _rows(
        "SELECT relname FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid "
        "WHERE relrowsecurity AND relforcerowsecurity AND polcmd = '*' AND polpermissive "
        "AND polqual IS NOT NULL AND polwithcheck IS NOT NULL AND polroles = '{0}'"
    )
    assert len(_with_tenant()) > 5
    expect_none(_with_tenant() ^ {table for (table,) in protected})


def test_there_is_one_policy_and_it_compares_the_tenant() -> None:
    said = _rows("SELECT DISTINCT qual, with_check FROM pg_policies")
    assert len(said) == 1
    assert said[0][0] == said[0][1]
    assert "tenant_id = (NULLIF(current_setting('sotto.tenant'" in said[0][0]


def test_the_application_neither_owns_nor_overrides() -> None:
    [(is_super, bypasses, makes_roles, makes_databases)] = _rows(
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles "
        "WHERE rolname = current_user"
    )
    assert not any((is_super, bypasses, makes_roles, makes_databases))
    assert _rows("SELECT current_user") == [(_APPLICATION,)]
    assert not _rows("SELECT relname FROM pg_class WHERE pg_has_role(relowner, 'MEMBER')")
    assert _rows("SELECT has_schema_privilege('public', 'CREATE')") == [(False,)]


def test_without_a_tenant_there_is_nothing(office: Tenant) -> None:
    record("guards:row:seen", object_id=uuid4())
    assert Entry.objects.exists()
    _rows("SELECT set_config('sotto.tenant', '', true)")
    assert not Entry.objects.exists()


def test_another_tenant_sees_and_writes_nothing(office: Tenant, hotel: Tenant) -> None:
    record("guards:row:seen", object_id=uuid4())
    _rows("SELECT set_config('sotto.tenant', %s, true)", str(hotel.pk))
    assert not Entry.objects.exists()
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        record("guards:row:smuggled")


@pytest.mark.parametrize("right", ["UPDATE", "DELETE"])
def test_the_application_cannot_change_what_is_only_appended(right: str) -> None:
    tables = [one._meta.db_table for one in own_models() if declaration_of(one).append_only]
    assert "audit_entry" in tables
    granted = _rows(
        "SELECT relname FROM pg_class WHERE relname = ANY(%s) "
        "AND (has_table_privilege(oid, %s) OR has_any_column_privilege(oid, 'UPDATE'))",
        tables,
        right,
    )
    assert not granted


def test_projections_leave_no_trace_in_the_log_of_the_database() -> None:
    logged = _rows(
        "SELECT relname FROM pg_class WHERE relname = ANY(%s) AND relpersistence <> 'u'",
        list(_projections()),
    )
    counted = _rows(
        "SELECT relname, attname FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid "
        "WHERE relname = ANY(%s) AND attnum > 0 AND NOT attisdropped AND attstattarget <> 0",
        list(_projections()),
    )
    assert _projections()
    assert (logged, counted) == ([], [])


def test_the_backup_reads_what_stands_sealed_and_can_change_nothing() -> None:
    """It bypasses row-level security, so it may do no more than that."""
    can = _rows(
        "SELECT relname, right_ FROM pg_class, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', "
        "'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) right_ "
        "WHERE relkind IN ('r', 'p', 'v', 'm') AND relnamespace = 'public'::regnamespace "
        "AND has_table_privilege('sotto_backup', oid, right_)"
    )
    tables = _rows(
        "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') "
        "AND relnamespace = 'public'::regnamespace"
    )
    hidden = _projections() | {"django_session"}
    assert set(can) == {(table, "SELECT") for (table,) in tables if table not in hidden}
    [attributes] = _rows(
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication "
        "FROM pg_roles WHERE rolname = 'sotto_backup'"
    )
    assert attributes == (False, True, False, False, False)


def test_the_sip_edge_reads_its_projections_and_nothing_else() -> None:
    """What PostgreSQL lets it do, whatever way it was granted."""
    can = _rows(
        "SELECT relname, right_ FROM pg_class, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', "
        "'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) right_ "
        "WHERE relkind IN ('r', 'p', 'v', 'm') AND relnamespace = 'public'::regnamespace "
        "AND has_table_privilege('sotto_edge', oid, right_)"
    )
    expected = {(table, "SELECT") for table in _projections() if table.startswith("edge_")}
    assert len(expected) == 3
    assert set(can) == expected


def test_values_travel_beside_a_statement_never_in_its_text() -> None:
    """PostgreSQL shows the text of what each connection ran last."""
    statement = "SELECT query FROM pg_stat_activity WHERE pid = pg_backend_pid() AND %s <> ''"
    [(text,)] = _rows(statement, "Ada Example")
    assert text.startswith("SELECT query")
    assert "Ada" not in text
