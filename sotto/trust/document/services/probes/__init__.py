"""The probes of this room; importing them registers them."""

from sotto.trust.document.services.probes import (
    access,
    backup,
    collected,
    database,
    evidence,
    keyring,
    proof,
    retention,
    rights,
    storage,
    transferred,
    wire,
)

__all__ = [
    "access",
    "backup",
    "collected",
    "database",
    "evidence",
    "keyring",
    "proof",
    "retention",
    "rights",
    "storage",
    "transferred",
    "wire",
]
