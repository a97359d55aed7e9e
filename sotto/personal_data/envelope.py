"""The envelope in which every personal datum lies: bytes in, bytes out, nothing else.

`version 1 | algorithm 1 | period 3 | nonce 12 | AES-256-GCM ciphertext and tag 16`. The associated
data name tenant, field, row, subjects, period and version: an envelope that was cut out and pasted
elsewhere does not open.
"""

import json
import secrets
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic_core import from_json

from sotto.keyring.periods import PERIOD_BYTES, Period

VERSION = 1
AES_256_GCM = 1
NONCE_BYTES = 12
HEADER_BYTES = 2 + PERIOD_BYTES
OVERHEAD_BYTES = HEADER_BYTES + NONCE_BYTES + 16
_SEALED_FROM = HEADER_BYTES + NONCE_BYTES


class EnvelopeDamaged(Exception):
    """The bytes are not an envelope of this row: altered, cut, or from elsewhere."""

    text = "It is damaged, or was put there from elsewhere: it can't be opened."

    def __init__(self) -> None:
        super().__init__(self.text)


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
        return _header(raw[:HEADER_BYTES])


@lru_cache(maxsize=1024)  # A page has a handful of periods, and a header for each of its rows.
def _header(raw: bytes) -> Header:
    if len(raw) < HEADER_BYTES or raw[0] != VERSION or raw[1] != AES_256_GCM:
        raise EnvelopeDamaged
    return Header(Period.from_bytes(raw[2:]))


def associated_data(place: Place, header: Header) -> bytes:
    """Unambiguous: fixed lengths, and the one text ends in a zero byte."""
    return _bound_to(place, header.to_bytes())


def _bound_to(place: Place, header: bytes) -> bytes:
    tenant, field, row, subjects = place
    named = [subject.bytes for subject in subjects]
    return b"".join((tenant.bytes, row.bytes, field.encode(), b"\0", *named, header))


def seal(key: AESGCM, content: dict[str, Any], place: Place, period: Period) -> bytes:
    """content: JSON values. Any: JSON."""
    header = Header(period)
    nonce = secrets.token_bytes(NONCE_BYTES)
    clear = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    sealed = key.encrypt(nonce, clear, associated_data(place, header))
    return header.to_bytes() + nonce + sealed


def open_(key: AESGCM, envelope: bytes, place: Place) -> dict[str, Any]:
    """What `seal` was given. Raises EnvelopeDamaged. Any: JSON."""
    header = envelope[:HEADER_BYTES]
    _header(header)
    nonce = envelope[HEADER_BYTES:_SEALED_FROM]
    try:
        clear = key.decrypt(nonce, envelope[_SEALED_FROM:], _bound_to(place, header))
    except (InvalidTag, ValueError):
        raise EnvelopeDamaged from None
    # Its cache of strings would outlive the person.
    content: dict[str, Any] = from_json(clear, cache_strings="none")
    return content
