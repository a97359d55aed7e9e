"""A signed file of JSON: one line, canonical, so that a single byte that differs is found.

`{"body":…,"format":…,"key":…,"signature":…}`. Signed is `format`, a newline, and the SHA-256 of the
body's canonical JSON in hex: Ed25519. Whoever has the line can check it; nothing else is needed.
"""

import binascii
import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

_KEY_BYTES = 32
_PARTS = {"body", "format", "key", "signature"}


class NotGenuine(Exception):
    """Not such a file, not as it was signed, or not by this key. `args[0]` says which."""


def canonical(value: Mapping[str, Any]) -> bytes:  # Any: JSON
    """One value, one text: keys in order, no spaces, UTF-8."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def sign(
    body: Mapping[str, Any],  # Any: JSON
    *,
    form: str,
    public: bytes,
    signer: Callable[[bytes], bytes],
) -> str:
    """The file's text. signer: gives the Ed25519 signature of these bytes."""
    whole = {
        "body": body,
        "format": form,
        "key": b64encode(public).decode(),
        "signature": b64encode(signer(_signed_text(form, body))).decode(),
    }
    return canonical(whole).decode() + "\n"


def form_of(raw: bytes) -> str:
    """What it says it is; empty when it says nothing. Nothing is checked."""
    try:
        return str(json.loads(raw)["format"])
    except (ValueError, RecursionError, TypeError, KeyError):
        return ""


def open_(raw: bytes, *, form: str, name: str, key: bytes | None = None) -> dict[str, Any]:
    """The body, once it is sure that it was signed so. Any: JSON.

    name: of such a file, for refusals. key: whose signature is trusted; without one, only that
    nothing was altered since whoever holds the key in it signed it. Raises NotGenuine.
    """
    stranger = NotGenuine(f"This is no {name} of Sotto.")
    try:
        whole = json.loads(raw)
        is_canonical = canonical(whole) + b"\n" == raw
    except (ValueError, RecursionError, TypeError):
        raise stranger from None
    if not (isinstance(whole, dict) and whole.keys() == _PARTS and whole["format"] == form):
        raise stranger
    if not is_canonical:
        raise NotGenuine("It is not byte for byte as it was written: it was altered.")
    if not isinstance(whole["body"], dict):
        raise stranger
    public, signature = (_from_base64(whole[part], stranger) for part in ("key", "signature"))
    if key is not None and public != key:
        raise NotGenuine("It was signed by another key than the one given.")
    try:
        text = _signed_text(form, whole["body"])
        Ed25519PublicKey.from_public_bytes(public).verify(signature, text)
    except (InvalidSignature, ValueError):
        raise NotGenuine("Its signature does not fit: it was altered, or never signed.") from None
    return dict(whole["body"])


def fingerprint(raw: bytes) -> str:
    """Of the key that signed it, to compare by eye. Only after `open_`."""
    return hashlib.sha256(b64decode(json.loads(raw)["key"])).hexdigest()


def read_key(text: str) -> bytes:
    """A public key as commands print it: 64 hexadecimal digits. Raises NotGenuine."""
    try:
        raw = bytes.fromhex(text.strip())
    except ValueError:
        raw = b""
    if len(raw) != _KEY_BYTES:
        raise NotGenuine("The key file holds no public key: 64 hexadecimal digits.")
    return raw


def _signed_text(form: str, body: Mapping[str, Any]) -> bytes:  # Any: JSON
    return f"{form}\n{hashlib.sha256(canonical(body)).hexdigest()}".encode()


def _from_base64(text: object, stranger: NotGenuine) -> bytes:
    try:
        raw = b64decode(str(text), validate=True)
    except (binascii.Error, ValueError):
        raise stranger from None
    if b64encode(raw).decode() != text:
        raise NotGenuine("It is not byte for byte as it was written: it was altered.")
    return raw
