"""The probes of this room; importing them registers them."""

from sotto.trust.document.services.probes import (
    access,
    collected,
    database,
    keyring,
    proof,
    retention,
    rights,
    storage,
    wire,
)

__all__ = [
    "access",
    "collected",
    "database",
    "keyring",
    "proof",
    "retention",
    "rights",
    "storage",
    "wire",
]
