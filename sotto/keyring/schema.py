"""The tables of the key store, and how an older store becomes a present one."""

import secrets
import sqlite3

APPLICATION_ID = 0x536F7474  # "Sott": says in the file's head whose it is.
VERSION = 2

_KEY = """
CREATE TABLE key (
    kind TEXT NOT NULL, tenant BLOB NOT NULL, name BLOB NOT NULL,
    epoch INTEGER NOT NULL, wrapped BLOB NOT NULL,
    PRIMARY KEY (kind, tenant, name)
) WITHOUT ROWID
"""
_TABLES = (
    """CREATE TABLE IF NOT EXISTS tombstone (
    tenant BLOB NOT NULL, subject BLOB NOT NULL, at TEXT NOT NULL,
    PRIMARY KEY (tenant, subject)) WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS use (
    hour TEXT NOT NULL, actor TEXT NOT NULL, purpose TEXT NOT NULL, field TEXT NOT NULL,
    keys INTEGER NOT NULL, PRIMARY KEY (hour, actor, purpose, field)) WITHOUT ROWID""",
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID",
    # `wrapped` under the root provider's key of that epoch; NULL while the epoch is being made.
    "CREATE TABLE epoch_key (number INTEGER PRIMARY KEY, wrapped BLOB, begun_at TEXT NOT NULL)",
    """CREATE TABLE restriction (
    tenant BLOB NOT NULL, subject BLOB NOT NULL, purpose TEXT NOT NULL,
    PRIMARY KEY (tenant, subject, purpose)) WITHOUT ROWID""",
    """CREATE TABLE forgotten (
    tenant BLOB NOT NULL, period BLOB NOT NULL, at TEXT NOT NULL,
    PRIMARY KEY (tenant, period)) WITHOUT ROWID""",
    "CREATE TABLE gone (tenant BLOB PRIMARY KEY, at TEXT NOT NULL) WITHOUT ROWID",
    """CREATE TABLE held (
    tenant BLOB NOT NULL, hold BLOB NOT NULL, name BLOB NOT NULL, wrapped BLOB NOT NULL,
    PRIMARY KEY (tenant, hold, name)) WITHOUT ROWID""",
    """CREATE TABLE deed (
    number INTEGER PRIMARY KEY, at TEXT NOT NULL, deed TEXT NOT NULL, tenant TEXT NOT NULL,
    object TEXT NOT NULL, actor TEXT NOT NULL, peer TEXT NOT NULL, detail TEXT NOT NULL,
    hash BLOB NOT NULL)""",
    """CREATE TRIGGER deed_stays BEFORE UPDATE ON deed
    BEGIN SELECT RAISE(ABORT, 'the log is only added to'); END""",
    """CREATE TRIGGER deed_remains BEFORE DELETE ON deed
    BEGIN SELECT RAISE(ABORT, 'the log is only added to'); END""",
)


def create(database: sqlite3.Connection) -> None:
    """All tables, at once or not at all; those of the first version keep what is in them."""
    database.execute("BEGIN IMMEDIATE")
    is_first_version = _has_table(database, "epoch")
    if is_first_version:
        database.execute("ALTER TABLE key RENAME TO key_1")
    database.execute(_KEY)
    for statement in _TABLES:
        database.execute(statement)
    if is_first_version:
        _take_over_first_version(database)
    database.executemany(
        "INSERT INTO meta (name, value) VALUES (?, ?)",
        [
            ("store", secrets.token_bytes(16)),
            ("sequence", 0),
            ("generation", database.execute("SELECT count(*) FROM tombstone").fetchone()[0]),
            ("must_replay", 0),
        ],
    )
    database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    database.execute(f"PRAGMA user_version = {VERSION}")
    database.execute("COMMIT")


def version_of(database: sqlite3.Connection) -> int:
    """0: nothing in it yet. -1: not ours."""
    (application,) = database.execute("PRAGMA application_id").fetchone()
    (version,) = database.execute("PRAGMA user_version").fetchone()
    if application == APPLICATION_ID:
        return int(version)
    if _has_table(database, "epoch") and _has_table(database, "key"):
        return 1
    (tables,) = database.execute("SELECT count(*) FROM sqlite_master").fetchone()
    return -1 if tables else 0


def _take_over_first_version(database: sqlite3.Connection) -> None:
    """There the epoch's key was the root provider's file itself: `wrapped` is empty for those."""
    database.execute("INSERT INTO key SELECT kind, tenant, name, epoch, wrapped FROM key_1")
    database.execute(
        "INSERT INTO epoch_key (number, wrapped, begun_at) SELECT number, x'', begun_at FROM epoch"
    )
    database.execute("DROP TABLE key_1")
    database.execute("DROP TABLE epoch")


def _has_table(database: sqlite3.Connection, name: str) -> bool:
    found = database.execute(
        "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", [name]
    )
    return found.fetchone() is not None
