"""All statements, chapter by chapter, as they are printed."""

from sotto.trust.document.rules import Statement, database, identity, storage, wire

STATEMENTS: tuple[Statement, ...] = (
    *identity.STATEMENTS,
    *wire.STATEMENTS,
    *storage.STATEMENTS,
    *database.STATEMENTS,
)
BY_ID = {one.id: one for one in STATEMENTS}
