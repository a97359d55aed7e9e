"""The probes of this room; importing them registers them."""

from sotto.trust.document.services.probes import access, database, storage, wire

__all__ = ["access", "database", "storage", "wire"]
