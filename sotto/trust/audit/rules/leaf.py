"""The bytes of an entry that stand in the tree.

Compact JSON, keys in alphabetical order, ASCII only. The detail stands there as it was sealed: who
is erased makes no leaf unverifiable, and no leaf opens by being shown.
"""

import json
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import UTC, datetime
from json.encoder import encode_basestring_ascii
from typing import Any, Final, Self
from uuid import UUID

_FORM: Final = 1
_quoted: Final = encode_basestring_ascii  # As `json` writes a text.
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
        """Written out, since it is made for every entry: a general encoder takes much longer."""
        at = self.at.astimezone(UTC)
        detail = "null" if self.detail is None else f'"{b64encode(self.detail).decode()}"'
        return (
            f'{{"action":{_quoted(self.action)},"actor":{_quoted(self.actor)},'
            f'"at":"{at.replace(tzinfo=None).isoformat(timespec="microseconds")}Z",'
            f'"decision":{_quoted(self.decision)},"detail":{detail},"form":{_FORM},'
            f'"id":"{self.id}","interface":{_quoted(self.interface)},'
            f'"object":{_text(self.object_id)},"sequence":{self.sequence},'
            f'"subject":{_text(self.subject)},"tenant":"{self.tenant}"}}'
        ).encode()

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        """Raises LeafDamaged for anything but what `to_bytes` gives."""
        try:
            leaf = cls._of(json.loads(raw))
            is_as_written = leaf.to_bytes() == raw
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError):
            raise LeafDamaged from None
        if not is_as_written:
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


def _text(name: UUID | None) -> str:
    return "null" if name is None else f'"{name}"'


def _uuid(text: str | None) -> UUID | None:
    return None if text is None else UUID(text)
