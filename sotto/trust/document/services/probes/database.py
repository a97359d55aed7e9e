"""Probes of what the database enforces: asked of its own catalogue, as the application's role."""

from collections.abc import Collection, Iterable
from contextlib import suppress
from typing import Any

import psycopg
from django.apps import apps
from django.db import connection, models, transaction

from sotto.personal_data.declaration import declaration_of
from sotto.trust.document.rules import Finding, holds_if, none_of
from sotto.trust.document.services.probing import probe
from sotto.trust.tenants.services.row_security import APPLICATION, EDGE

_MINE = "(tenant_id = (NULLIF(current_setting('sotto.tenant'::text, true), ''::text))::uuid)"
_EXPECTED_EXTENSIONS = {"plpgsql"}


def rows(query: str, parameters: Iterable[Any] = ()) -> list[tuple[Any, ...]]:  # Any: as stored
    with connection.cursor() as cursor:
        cursor.execute(query, list(parameters))
        return list(cursor.fetchall())


def settings_of_new_sessions(*names: str) -> dict[str, str]:
    """As the next session will have them: ours keeps some as they were when it began."""
    with psycopg.connect(**connection.get_connection_params(), autocommit=True) as fresh:
        asked = fresh.execute("SELECT current_setting(n) FROM unnest(%s::text[]) n", [[*names]])
        return {name: str(value) for name, (value,) in zip(names, asked.fetchall(), strict=True)}


def own_models() -> list[type[models.Model]]:
    """Managed, of ours: each has a declaration."""
    everything = apps.get_models(include_auto_created=True)
    return [one for one in everything if one.__module__.startswith("sotto.") and one._meta.managed]


def projections() -> list[str]:
    return [one._meta.db_table for one in own_models() if declaration_of(one).projection]


@probe("database.row_security")
def row_security() -> Finding:
    """One policy each, and this one: a second would let more through, not less."""
    tables = [
        one._meta.db_table
        for one in own_models()
        if not declaration_of(one).projection
        and "tenant" in {column.name for column in one._meta.local_concrete_fields}
    ]
    forced = {
        name
        for name, enabled, forced, policies in rows(
            "SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity, ARRAY("
            "SELECT concat_ws(' ', p.polname, p.polcmd, pg_get_expr(p.polqual, c.oid), "
            "pg_get_expr(p.polwithcheck, c.oid)) FROM pg_policy p WHERE p.polrelid = c.oid) "
            "FROM pg_class c WHERE c.relname = ANY(%s) AND c.relkind = 'r'",
            [tables],
        )
        if enabled and forced and policies == [f"one_tenant * {_MINE} {_MINE}"]
    }
    return none_of(
        set(tables) - forced, looked_at="row-level security of each table", tables=len(tables)
    )


@probe("database.application_role")
def application_role() -> Finding:
    [(user, is_superuser, bypasses, creates_roles, creates_databases, replicates, owned)] = rows(
        "SELECT r.rolname, r.rolsuper, r.rolbypassrls, r.rolcreaterole, r.rolcreatedb, "
        "r.rolreplication, "
        "(SELECT count(*) FROM pg_class c WHERE c.relowner = r.oid AND c.relkind = 'r' "
        "AND c.relpersistence <> 't') FROM pg_roles r WHERE r.rolname = current_user"
    )
    memberships = rows(
        "SELECT 1 FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member "
        "WHERE r.rolname = current_user"
    )
    powers = [
        name
        for name, has in (
            ("superuser", is_superuser),
            ("bypasses row security", bypasses),
            ("creates roles", creates_roles),
            ("creates databases", creates_databases),
            ("copies the whole database", replicates),
            ("owns tables", owned),
            ("is member of other roles", memberships),
            (f"is {user}, not {APPLICATION}", user != APPLICATION),
        )
        if has
    ]
    return none_of(powers, looked_at="the role's attributes")


@probe("database.edge_role")
def edge_role() -> Finding:
    readable = {
        name
        for (name,) in rows(
            "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE n.nspname = 'public' AND c.relkind IN ('r', 'v', 'm') "
            "AND (has_table_privilege(%s, c.oid, 'DELETE, TRUNCATE, TRIGGER') OR "
            "has_any_column_privilege(%s, c.oid, 'SELECT, INSERT, UPDATE, REFERENCES'))",
            [EDGE, EDGE],
        )
    }
    edge = {name for name in readable if name.startswith("edge_")}
    written = {
        name for name in readable if _may_change(EDGE, name, "INSERT, UPDATE", "DELETE, TRUNCATE")
    }
    return none_of(
        (readable - edge) | {f"{name} (writes)" for name in written},
        looked_at="rights of the role",
        tables=len(edge),
    )


@probe("database.append_only")
def append_only() -> Finding:
    tables = [one._meta.db_table for one in own_models() if declaration_of(one).append_only]
    changeable = [
        table for table in tables if _may_change(APPLICATION, table, "UPDATE", "DELETE, TRUNCATE")
    ]
    return none_of(changeable, looked_at=f"rights on {', '.join(tables)}")


def _may_change(role: str, table: str, of_a_column: str, of_the_table: str) -> bool:
    """A right on a single column counts, too."""
    query = "SELECT has_any_column_privilege(%s, %s, %s) OR has_table_privilege(%s, %s, %s)"
    [(may,)] = rows(query, [role, table, of_a_column, role, table, of_the_table])
    return bool(may)


@probe("database.no_network")
def no_network() -> Finding:
    [addresses] = settings_of_new_sessions("listen_addresses").values()
    return holds_if(true=not addresses, measured=f"listen_addresses = '{addresses}'")


@probe("database.other_roles")
def other_roles() -> Finding:
    """Tries to; PostgreSQL asks the kernel which system user is there."""
    parameters = connection.get_connection_params()
    reached = []
    for role in ("postgres", "sotto_owner", EDGE):
        with (
            suppress(psycopg.OperationalError),
            psycopg.connect(
                host=parameters["host"], dbname=parameters["dbname"], user=role, connect_timeout=2
            ),
        ):
            reached.append(role)
    return none_of(reached, looked_at="signing in as other roles")


@probe("database.unlogged")
def unlogged() -> Finding:
    tables = projections()
    logged = [
        name
        for (name,) in rows(
            "SELECT relname FROM pg_class WHERE relname = ANY(%s) AND relpersistence <> 'u'",
            [tables],
        )
    ]
    return none_of(logged, looked_at="persistence of each copy", tables=len(tables))


@probe("database.no_statistics")
def no_statistics() -> Finding:
    kept = [
        f"{table}.{column}"
        for table, column in rows(
            "SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid "
            "WHERE c.relname = ANY(%s) AND a.attnum > 0 AND NOT a.attisdropped "
            "AND a.attstattarget <> 0",
            [projections()],
        )
    ]
    return none_of(kept, looked_at="statistics targets of each column")


def _is_set(name: str, *allowed: str) -> Finding:
    [value] = settings_of_new_sessions(name).values()
    wrong = [] if value in allowed else [f"{name} = {value}"]
    return none_of(
        [*wrong, *_set_for_some(name, allowed)], looked_at=f"{name} = {value}, for each role"
    )


def _set_for_some(name: str, allowed: Collection[str]) -> list[str]:
    """Where a role, or a role in a database, has its own value and a wrong one."""
    if not name.startswith("log_"):  # What the edge's role confirms is nothing: it only reads.
        return []
    found = rows(
        "SELECT coalesce(r.rolname, 'everybody'), split_part(c, '=', 2) "
        "FROM pg_db_role_setting s CROSS JOIN unnest(s.setconfig) c "
        "LEFT JOIN pg_roles r ON r.oid = s.setrole WHERE split_part(c, '=', 1) = %s",
        [name],
    )
    return [f"{name} = {value} for {role}" for role, value in found if value not in allowed]


def _are_set(**wanted: str) -> Finding:
    values = settings_of_new_sessions(*wanted)
    return none_of(
        [
            *(f"{name} = {value}" for name, value in values.items() if value != wanted[name]),
            *(one for name, value in wanted.items() for one in _set_for_some(name, {value})),
        ],
        looked_at=", ".join(f"{name} = {value}" for name, value in values.items()),
    )


@probe("database.log_statements")
def log_statements() -> Finding:
    return _is_set("log_statement", "none")


@probe("database.log_errors")
def log_errors() -> Finding:
    return _is_set("log_min_error_statement", "panic")


@probe("database.log_messages")
def log_messages() -> Finding:
    return _is_set("log_min_messages", "log", "fatal", "panic")


@probe("database.log_terse")
def log_terse() -> Finding:
    return _is_set("log_error_verbosity", "terse")


@probe("database.log_parameters")
def log_parameters() -> Finding:
    return _are_set(log_parameter_max_length="0", log_parameter_max_length_on_error="0")


@probe("database.log_slow")
def log_slow() -> Finding:
    return _are_set(log_min_duration_statement="-1", log_duration="off")


@probe("database.log_connections")
def log_connections() -> Finding:
    return _are_set(log_connections="off", log_disconnections="off", log_hostname="off")


@probe("database.checksums")
def checksums() -> Finding:
    return _is_set("data_checksums", "on")


@probe("database.durable")
def durable() -> Finding:
    return _are_set(fsync="on", full_page_writes="on", synchronous_commit="on")


@probe("database.projections_whole")
def projections_whole() -> Finding:
    [(whole,)] = rows("SELECT count(*) FROM edge_state WHERE complete")
    return holds_if(true=whole == 1, measured=f"{whole} row says that they are whole")


@probe("database.extensions")
def extensions() -> Finding:
    found = {name for (name,) in rows("SELECT extname FROM pg_extension")}
    return none_of(
        found - _EXPECTED_EXTENSIONS,
        looked_at="pg_extension",
        extensions=", ".join(sorted(found)) or "none",
    )


@probe("database.triggers")
def triggers() -> Finding:
    tables = [one._meta.db_table for one in own_models()]
    found = rows(
        "SELECT c.relname || '.' || t.tgname FROM pg_trigger t JOIN pg_class c "
        "ON c.oid = t.tgrelid WHERE NOT t.tgisinternal AND c.relname = ANY(%s) "
        "UNION ALL SELECT c.relname || '.' || r.rulename FROM pg_rewrite r JOIN pg_class c "
        "ON c.oid = r.ev_class WHERE c.relname = ANY(%s)",
        [tables, tables],
    )
    return none_of((name for (name,) in found), looked_at="triggers and rules of our tables")


@probe("database.publications")
def publications() -> Finding:
    with transaction.atomic():
        found = rows(
            "SELECT 'publication ' || pubname FROM pg_publication "
            "UNION ALL SELECT 'slot ' || slot_name FROM pg_replication_slots"
        )
    return none_of((name for (name,) in found), looked_at="publications and slots")
