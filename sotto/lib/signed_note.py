"""Signed notes and checkpoints: C2SP signed-note and tlog-checkpoint, Ed25519.

A note is a text, an empty line, and a line for each signature. Who has the verifier key, one line
of text, can check it offline. Requirements PBX-80, UCC-80.
"""

import binascii
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sotto.lib.merkle import HASH_BYTES

_ED25519 = b"\x01"
_ID_BYTES = 4
_KEY_BYTES = 32
_MARK = "\u2014 "  # An em dash and a space begin a signature's line.


class NoteInvalid(Exception):
    """Not a signed note, not signed by this key, or not what it should say."""


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """Who signs: a name without spaces and plus signs, and an Ed25519 public key, 32 bytes."""

    name: str
    public: bytes

    def __post_init__(self) -> None:
        if not self.name or "+" in self.name or any(one.isspace() for one in self.name):
            raise NoteInvalid
        if len(self.public) != _KEY_BYTES:
            raise NoteInvalid

    @property
    def key_id(self) -> bytes:
        """The first four bytes of SHA-256(name, newline, algorithm, key)."""
        return sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:_ID_BYTES]

    @property
    def text(self) -> str:
        """`name+id+key`, as it is handed to auditors."""
        return f"{self.name}+{self.key_id.hex()}+{_base64(_ED25519 + self.public)}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises NoteInvalid."""
        name, _, rest = text.strip().partition("+")
        _, _, encoded = rest.partition("+")
        raw = _from_base64(encoded)
        if raw[:1] != _ED25519:
            raise NoteInvalid
        key = cls(name, raw[1:])
        if key.text != text.strip():
            raise NoteInvalid
        return key


def sign_note(text: str, key: VerifierKey, sign: Callable[[bytes], bytes]) -> str:
    """text: ends in a newline. sign: gives the Ed25519 signature of these bytes, 64 long."""
    if not text.endswith("\n") or not _is_printable(text):
        raise NoteInvalid
    signature = _base64(key.key_id + sign(text.encode()))
    return f"{text}\n{_MARK}{key.name} {signature}\n"


def open_note(note: str, key: VerifierKey) -> str:
    """The text that this key signed; signatures of others are left alone. Raises NoteInvalid."""
    head, gap, tail = note.rpartition("\n\n")
    if not gap or not tail.endswith("\n") or not _is_printable(note):
        raise NoteInvalid
    text = head + "\n"
    signatures = [_signature(line) for line in tail[:-1].split("\n")]
    ours = [raw for name, key_id, raw in signatures if (name, key_id) == (key.name, key.key_id)]
    if not ours:
        raise NoteInvalid
    for signature in ours:
        _check(key.public, signature, text.encode())
    return text


def _check(public: bytes, signature: bytes, text: bytes) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, text)
    except InvalidSignature:
        raise NoteInvalid from None


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How large a log is, and its root."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{_base64(self.root)}\n"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Lines that others may have added after the root are left alone. Raises NoteInvalid."""
        lines = text.split("\n")
        if len(lines) < len(("origin", "size", "root", "")) or lines[-1] or "" in lines[:-1]:
            raise NoteInvalid
        origin, size, root = lines[:3]
        if not (size.isascii() and size.isdigit()) or str(int(size)) != size:
            raise NoteInvalid
        raw = _from_base64(root)
        if len(raw) != HASH_BYTES:
            raise NoteInvalid
        return cls(origin, int(size), raw)

    @classmethod
    def opened(cls, note: str, key: VerifierKey) -> Self:
        """Of the log that bears the key's name, signed by it. Raises NoteInvalid."""
        checkpoint = cls.parse(open_note(note, key))
        if checkpoint.origin != key.name:
            raise NoteInvalid
        return checkpoint


def _signature(line: str) -> tuple[str, bytes, bytes]:
    """Name, key id, signature."""
    if not line.startswith(_MARK):
        raise NoteInvalid
    name, _, encoded = line.removeprefix(_MARK).partition(" ")
    raw = _from_base64(encoded)
    if not name or len(raw) <= _ID_BYTES:
        raise NoteInvalid
    return name, raw[:_ID_BYTES], raw[_ID_BYTES:]


def _is_printable(text: str) -> bool:
    return all(one == "\n" or one >= " " for one in text)


def _base64(raw: bytes) -> str:
    return b64encode(raw).decode()


def _from_base64(text: str) -> bytes:
    try:
        raw = b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise NoteInvalid from None
    if _base64(raw) != text:
        raise NoteInvalid
    return raw
