"""The bytes of an entry that stand in the tree.

Compact JSON, keys in alphabetical order, ASCII only. The detail stands there as it was sealed: who
is erased makes no leaf unverifiable, and no leaf opens by being shown.
"""

import json
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self
from uuid import UUID

_FORM = 1
_AT = "%Y-%m-%dT%H:%M:%S.%fZ"


class LeafDamaged(Exception):
    """The bytes are no entry of ours."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One entry as it is proven. `at` is aware; `detail` an envelope, or nothing."""

    id: UUID
    tenant: UUID
    sequence: int
    at: datetime
    actor: str
    subject: UUID | None
    action: str
    object_id: UUID | None
    interface: str
    decision: str
    detail: bytes | None

    def to_bytes(self) -> bytes:
        detail = self.detail
        content = {
            "action": self.action,
            "actor": self.actor,
            "at": self.at.astimezone(UTC).strftime(_AT),
            "decision": self.decision,
            "detail": None if detail is None else b64encode(detail).decode(),
            "form": _FORM,
            "id": str(self.id),
            "interface": self.interface,
            "object": _text(self.object_id),
            "sequence": self.sequence,
            "subject": _text(self.subject),
            "tenant": str(self.tenant),
        }
        return json.dumps(content, separators=(",", ":")).encode()

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        """Raises LeafDamaged for anything but what `to_bytes` gives."""
        try:
            leaf = cls._of(json.loads(raw))
        except (ValueError, TypeError, KeyError, AttributeError):
            raise LeafDamaged from None
        if leaf.to_bytes() != raw:
            raise LeafDamaged
        return leaf

    @classmethod
    def _of(cls, content: dict[str, Any]) -> Self:  # Any: JSON
        detail = content["detail"]
        return cls(
            id=UUID(content["id"]),
            tenant=UUID(content["tenant"]),
            sequence=content["sequence"],
            at=datetime.strptime(content["at"], _AT).replace(tzinfo=UTC),
            actor=content["actor"],
            subject=_uuid(content["subject"]),
            action=content["action"],
            object_id=_uuid(content["object"]),
            interface=content["interface"],
            decision=content["decision"],
            detail=None if detail is None else b64decode(detail, validate=True),
        )


def _text(name: UUID | None) -> str | None:
    return None if name is None else str(name)


def _uuid(text: str | None) -> UUID | None:
    return None if text is None else UUID(text)
