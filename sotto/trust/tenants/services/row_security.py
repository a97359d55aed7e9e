"""The second wall: after every migration, PostgreSQL is told who may see which rows.

Idempotent. Run as the owner of the schema. The application's role is neither owner nor superuser,
so what is said here binds it; the SIP edge's role reads two projections and nothing else.
"""

from django.apps import apps
from django.db import connection, models, transaction
from psycopg import sql

from sotto.personal_data.declaration import declaration_of

APPLICATION = "sotto_app"
EDGE = "sotto_edge"
BACKUP = "sotto_backup"
NOT_BACKED_UP = ("django_session",)  # Whoever has a session's name is signed in (UCC-32).
_POLICY = "one_tenant"
_MINE = sql.SQL("tenant_id = nullif(current_setting('sotto.tenant', true), '')::uuid")


def apply() -> None:
    """Rights, row-level security and UNLOGGED projections for every table."""
    with transaction.atomic():
        _grant_libraries()
        for model in apps.get_models(include_auto_created=True):
            if _is_ours(model) and model._meta.managed:
                _grant(model)
                _protect(model)
        _grant_backup()


def _grant(model: type[models.Model]) -> None:
    rights = "SELECT, INSERT, UPDATE, DELETE"
    declared = declaration_of(model)
    if declared.append_only:
        rights = "SELECT, INSERT"
    elif declared.projection:
        rights += ", TRUNCATE"
        _keep_out_of_logs(model)
    _run("REVOKE ALL ON {table} FROM {role}", model, APPLICATION)
    _run(f"GRANT {rights} ON {{table}} TO {{role}}", model, APPLICATION)
    if model._meta.db_table.startswith("edge_"):
        _run("GRANT SELECT ON {table} TO {role}", model, EDGE)


def _protect(model: type[models.Model]) -> None:
    """Tables with a tenant show only the chosen tenant's rows.

    Projections are read before a tenant is known (whose telephone is this?): they are left open
    to the roles that may read them.
    """
    if declaration_of(model).projection:
        return
    if "tenant" not in {column.name for column in model._meta.local_concrete_fields}:
        return
    _run("ALTER TABLE {table} ENABLE ROW LEVEL SECURITY", model)
    _run("ALTER TABLE {table} FORCE ROW LEVEL SECURITY", model)
    _run("DROP POLICY IF EXISTS {policy} ON {table}", model)
    _run("CREATE POLICY {policy} ON {table} USING ({mine}) WITH CHECK ({mine})", model)


def _keep_out_of_logs(model: type[models.Model]) -> None:
    """UNLOGGED: not in the write-ahead log. No statistics either: they would be logged."""
    if _persistence(model) != "u":
        _run("ALTER TABLE {table} SET UNLOGGED", model)
    for column in model._meta.local_concrete_fields:
        statement = sql.SQL("ALTER TABLE {} ALTER COLUMN {} SET STATISTICS 0").format(
            sql.Identifier(model._meta.db_table), sql.Identifier(str(column.column))
        )
        with connection.cursor() as cursor:
            cursor.execute(statement)


def _persistence(model: type[models.Model]) -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relpersistence FROM pg_class WHERE oid = %s::regclass", (model._meta.db_table,)
        )
        return str(cursor.fetchone()[0])


def _grant_libraries() -> None:
    """Libraries keep tables, sequences and functions of their own beside ours."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {APPLICATION}"
        )
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {APPLICATION}, {EDGE}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {APPLICATION}")
        cursor.execute(f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {APPLICATION}")


def _grant_backup() -> None:
    """Its role bypasses row-level security, so it reads what stands sealed and nothing else."""
    kept_out = [
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if _is_ours(model) and declaration_of(model).projection
    ]
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {BACKUP}")
        cursor.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {BACKUP}")
        cursor.execute(f"GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO {BACKUP}")
        for table in (*NOT_BACKED_UP, *kept_out):
            revoke = sql.SQL("REVOKE ALL ON {} FROM {}")
            cursor.execute(revoke.format(sql.Identifier(table), sql.Identifier(BACKUP)))


def _run(statement: str, model: type[models.Model], role: str = APPLICATION) -> None:
    composed = sql.SQL(statement).format(  # Only literals come here.
        table=sql.Identifier(model._meta.db_table),
        role=sql.Identifier(role),
        policy=sql.Identifier(_POLICY),
        mine=_MINE,
    )
    with connection.cursor() as cursor:
        cursor.execute(composed)


def _is_ours(model: type[models.Model]) -> bool:
    return model.__module__.startswith("sotto.")
