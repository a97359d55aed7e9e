"""The documented form of an archive: JSON Schema, generated from the declarations."""

from collections.abc import Iterator
from typing import Any

from sotto.personal_data.fields import Sealed
from sotto.personal_data.registry import Holding, holdings

FORMAT = "sotto person archive 2"
_TYPES = {str: "string", int: "integer", float: "number", bool: "boolean"}


_GENERAL: dict[str, dict[str, Any]] = {  # Any: JSON.
    "controller": {"type": "string"},
    "country": {"type": "string"},
    "rights": {"type": "array", "items": {"type": "string"}},
    "complaint_to": {"type": "string"},
    "automated_decisions": {"const": "none"},
    "transfers": {"type": "array", "items": {"type": "object"}},
}


def archive_schema() -> dict[str, Any]:
    """JSON Schema 2020-12 of `person.json`. Any: JSON."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": FORMAT,
        "type": "object",
        "required": ["format", "made_at", "subject", *_GENERAL, "tables", "items"],
        "properties": {
            "format": {"const": FORMAT},
            "made_at": {"type": "string", "format": "date-time"},
            "subject": {"type": "string", "format": "uuid"},
            **_GENERAL,
            "tables": {"type": "object", "additionalProperties": {"type": "object"}},
            "items": {"type": "array", "items": {"oneOf": [_item(one) for one in holdings()]}},
        },
    }


def _item(holding: Holding) -> dict[str, Any]:
    values = {column.name: _sealed(column) for column in holding.sealed}
    values |= {name: {} for name in holding.declared.columns}
    return {
        "type": "object",
        "description": holding.declared.purpose,
        "required": ["table", "id", "roles", "kept_until", "values", "files"],
        "properties": {
            "table": {"const": holding.label},
            "id": {"type": "string", "format": "uuid"},
            "roles": {
                "type": "array",
                "items": {"enum": [*dict.fromkeys(_roles(holding))]},
            },
            "kept_until": {"type": ["string", "null"], "format": "date"},
            "values": {"type": "object", "properties": values, "additionalProperties": False},
            "files": {"type": "object", "additionalProperties": {"type": "string"}},
        },
    }


def _roles(holding: Holding) -> Iterator[str]:
    """What somebody can be to a row: named in it, or the one who did what it tells."""
    yield from (one.role.name for one in holding.subjects)
    if "actor" in holding.declared.columns:
        yield "actor"


def _sealed(column: Sealed) -> dict[str, Any]:
    """An object, masked where it is about somebody else; null where there is nothing."""
    names = {
        name: {"type": sorted({_TYPES.get(kind, "string"), "string", "null"})}
        for name, kind in column.holds.items()
    }
    return {
        "anyOf": [
            {"type": "object", "properties": names, "additionalProperties": False},
            {"enum": ["erased", "restricted", None]},
        ]
    }
