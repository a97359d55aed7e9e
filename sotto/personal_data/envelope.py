"""The envelope in which every personal datum lies: bytes in, bytes out, nothing else.

`version 1 | algorithm 1 | period 3 | nonce 12 | AES-256-GCM ciphertext and tag 16`. The associated
data name tenant, field, row, subjects, period and version: an envelope that was cut out and pasted
elsewhere does not open.
"""

import json
import secrets
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sotto.keyring.periods import Period

VERSION = 1
AES_256_GCM = 1
NONCE_BYTES = 12
HEADER_BYTES = 2 + Period.SIZE
OVERHEAD_BYTES = HEADER_BYTES + NONCE_BYTES + 16


class EnvelopeDamaged(Exception):
    """The bytes are not an envelope of this row: altered, cut, or from elsewhere."""


class Place(NamedTuple):
    """Where an envelope belongs. `field` is `app.Model.field`; `subjects` in declared order."""

    tenant: UUID
    field: str
    row: UUID
    subjects: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Header:
    period: Period

    def to_bytes(self) -> bytes:
        return bytes((VERSION, AES_256_GCM)) + self.period.to_bytes()

    @staticmethod
    def from_bytes(raw: bytes) -> "Header":
        """Raises EnvelopeDamaged."""
        if len(raw) < HEADER_BYTES or raw[0] != VERSION or raw[1] != AES_256_GCM:
            raise EnvelopeDamaged
        return Header(Period.from_bytes(raw[2:HEADER_BYTES]))


def associated_data(place: Place, header: Header) -> bytes:
    """Unambiguous: fixed lengths, and the one text ends in a zero byte."""
    subjects = b"".join(subject.bytes for subject in place.subjects)
    return (
        b"".join((place.tenant.bytes, place.row.bytes, place.field.encode(), b"\0", subjects))
        + header.to_bytes()
    )


def seal(key: AESGCM, content: dict[str, Any], place: Place, period: Period) -> bytes:
    """content: JSON values. Any: JSON."""
    header = Header(period)
    nonce = secrets.token_bytes(NONCE_BYTES)
    clear = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    sealed = key.encrypt(nonce, clear, associated_data(place, header))
    return header.to_bytes() + nonce + sealed


def open_(key: AESGCM, envelope: bytes, place: Place) -> dict[str, Any]:
    """What `seal` was given. Raises EnvelopeDamaged. Any: JSON."""
    header = Header.from_bytes(envelope)
    nonce = envelope[HEADER_BYTES : HEADER_BYTES + NONCE_BYTES]
    try:
        clear = key.decrypt(
            nonce, envelope[HEADER_BYTES + NONCE_BYTES :], associated_data(place, header)
        )
    except (InvalidTag, ValueError):
        raise EnvelopeDamaged from None
    return dict(json.loads(clear))
