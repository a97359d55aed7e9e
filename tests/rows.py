"""What a table really stores."""

from django.db import connection, transaction
from psycopg import sql


def stored_in(table: str) -> str:
    """Its rows as PostgreSQL prints them; bytes that are letters as letters, and not in hex."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL bytea_output = 'escape'")
        cursor.execute(sql.SQL("SELECT t::text FROM {} t").format(sql.Identifier(table)))
        rows = "\n".join(str(row[0]) for row in cursor.fetchall())
        cursor.execute("SET LOCAL bytea_output = DEFAULT")
    return rows
