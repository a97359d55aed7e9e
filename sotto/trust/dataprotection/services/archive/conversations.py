"""vCon: a conversation as draft-ietf-vcon-vcon-core writes it (syntax 0.4.0), one file each.

The other party is masked as everywhere. Where there is sound, it is inside, in base64url; an
answered call of which nothing was recorded has no content, one that nobody answered is
`incomplete` and says why.
"""

import json
from base64 import urlsafe_b64encode
from datetime import datetime
from typing import Any
from uuid import UUID

from sotto.personal_data.portable import Conversation, Side

SYNTAX = "0.4.0"
_TALKED = {"answered", "voicemail"}
_DISPOSITIONS = {"busy": "busy", "no-answer": "no-answer", "cancelled": "hung-up"}


def vcon(
    item: UUID, conversation: Conversation, *, made_at: datetime, sound: bytes | None
) -> bytes:
    """sound: as WAV; None where there is none, or where it can't be opened."""
    content = {
        "vcon": SYNTAX,
        "uuid": str(item),
        "created_at": made_at.isoformat(),
        "parties": [_party(side) for side in conversation.sides],
        "dialog": [_dialog(conversation, item, sound)] if conversation.began_at else [],
    }
    return json.dumps(content, ensure_ascii=False).encode()


def _party(side: Side) -> dict[str, str]:
    said = {"tel": side.number, "name": side.name, "role": side.role}
    return {key: value for key, value in said.items() if value}


def _dialog(conversation: Conversation, item: UUID, sound: bytes | None) -> dict[str, Any]:
    """Any: JSON."""
    assert conversation.began_at is not None  # noqa: S101 -- for the type; `vcon` asked.
    begun = conversation.began_at.isoformat()
    told: dict[str, Any] = {"start": begun, "parties": list(range(len(conversation.sides)))}
    if conversation.outcome not in _TALKED:
        disposition = _DISPOSITIONS.get(conversation.outcome, "failed")
        return {"type": "incomplete", **told, "disposition": disposition}
    if conversation.length is not None:
        told["duration"] = conversation.length.total_seconds()
    if sound is not None:
        told |= {
            "mediatype": "audio/wav",
            "filename": f"{item}.wav",
            "body": urlsafe_b64encode(sound).decode().rstrip("="),
            "encoding": "base64url",
        }
    return {"type": "recording", **told}
