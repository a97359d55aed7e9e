"""All statements, chapter by chapter, as they are printed."""

from sotto.trust.document.rules import (
    Statement,
    collected,
    database,
    identity,
    keys,
    proof,
    rights,
    storage,
    transferred,
    unbuilt,
    wire,
)

STATEMENTS: tuple[Statement, ...] = (
    *collected.STATEMENTS,
    *transferred.STATEMENTS,
    *identity.STATEMENTS,
    *wire.STATEMENTS,
    *storage.STATEMENTS,
    *keys.STATEMENTS,
    *database.STATEMENTS,
    *rights.STATEMENTS,
    *proof.STATEMENTS,
    *unbuilt.STATEMENTS,
)
BY_ID = {one.id: one for one in STATEMENTS}
