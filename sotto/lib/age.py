"""Files in the age format (C2SP age.md, version 1), written and read as a stream.

pyrage, and so Rust's age, takes a passphrase only for what fits into memory; a backup does not. The
format is small: a file key wrapped for each recipient, a MAC over the header, then chunks of 64 KiB
under ChaCha20-Poly1305 whose nonces number them and mark the last (STREAM). So a cut, a swap or a
repetition is found. Tests read our files with Debian's `age` and with pyrage, and theirs with this.
"""

import hmac
import secrets
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from sotto.lib.age_keys import (
    FILE_KEY,
    HARDEST,
    LINE,
    VERSION,
    Identity,
    Key,
    Lock,
    NotAnAgeFile,
    Passphrase,
    Recipient,
    Stanza,
    cipher,
    decode,
    derived,
    encode,
)

__all__ = [
    "CHUNK_BYTES",
    "HARDEST",
    "AgeDamaged",
    "AgeReader",
    "AgeWriter",
    "Identity",
    "Key",
    "Lock",
    "NotAnAgeFile",
    "Passphrase",
    "Recipient",
    "WrongKey",
]

CHUNK_BYTES = 64 * 1024
_SEALED = CHUNK_BYTES + 16
_HEADER_LIMIT = 64 * 1024


class WrongKey(Exception):
    """None of the keys, or not this password, opens the file."""


class AgeDamaged(Exception):
    """Altered, or cut off before its end."""


class AgeWriter:
    """Encrypts what is written to it; `close` makes the file whole."""

    def __init__(self, file: BinaryIO, locks: Sequence[Lock]) -> None:
        """locks: recipients, or one passphrase alone."""
        file_key = secrets.token_bytes(FILE_KEY)
        head = VERSION + b"\n" + b"".join(lock.wrap(file_key).to_bytes() for lock in locks) + b"---"
        nonce = secrets.token_bytes(16)
        file.write(head + b" " + encode(_mac(file_key, head)).encode() + b"\n" + nonce)
        self._file = file
        self._cipher = _payload_cipher(file_key, nonce)
        self._number = 0
        self._pending = bytearray()

    def write(self, clear: bytes) -> int:
        self._pending += clear
        start = 0
        while len(self._pending) - start > CHUNK_BYTES:
            self._seal(bytes(self._pending[start : start + CHUNK_BYTES]), is_last=False)
            start += CHUNK_BYTES
        del self._pending[:start]
        return len(clear)

    def close(self) -> None:
        """The last chunk. The file beneath stays open."""
        self._seal(bytes(self._pending), is_last=True)
        self._pending.clear()

    def _seal(self, clear: bytes, *, is_last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._number, is_last=is_last), clear, b""))
        self._number += 1


class AgeReader:
    """Decrypts while it is read; every byte it gives was authenticated."""

    def __init__(self, file: BinaryIO, keys: Sequence[Key]) -> None:
        """Raises NotAnAgeFile, WrongKey, AgeDamaged."""
        head, stanzas, mac = _header(file)
        file_key = next((one for key in keys if (one := key.unwrap(stanzas)) is not None), None)
        if file_key is None:
            raise WrongKey
        if not hmac.compare_digest(mac, _mac(file_key, head)):
            raise AgeDamaged
        nonce = file.read(16)
        if len(nonce) < 16:  # noqa: PLR2004
            raise AgeDamaged
        self._chunks = _opened(file, _payload_cipher(file_key, nonce))
        self._pending = b""

    def read(self, size: int = -1) -> bytes:
        """As many bytes as asked for, fewer at the end only. Raises AgeDamaged."""
        parts, left = [self._pending], size - len(self._pending)
        while size < 0 or left > 0:
            chunk = next(self._chunks, b"")
            if not chunk:
                break
            parts.append(chunk)
            left -= len(chunk)
        found = b"".join(parts)
        cut = len(found) if size < 0 else size
        self._pending = found[cut:]
        return found[:cut]


def _opened(file: BinaryIO, cipher: ChaCha20Poly1305) -> Iterator[bytes]:
    number, sealed = 0, file.read(_SEALED)
    while True:
        following = file.read(_SEALED)
        is_last = not following
        try:
            clear = cipher.decrypt(_nonce(number, is_last=is_last), sealed, b"")
        except InvalidTag:
            raise AgeDamaged from None
        if not clear and number:
            raise AgeDamaged  # The format allows an empty chunk in an empty file only.
        yield clear
        if is_last:
            return
        number, sealed = number + 1, following


def _header(file: BinaryIO) -> tuple[bytes, list[Stanza], bytes]:
    """The bytes that the MAC covers, the stanzas, the MAC."""
    seen = bytearray()

    def line() -> bytes:
        read = file.readline(_HEADER_LIMIT - len(seen) + 1)
        seen.extend(read)
        if not read.endswith(b"\n") or len(seen) > _HEADER_LIMIT:
            raise NotAnAgeFile
        return read[:-1]

    if line() != VERSION:
        raise NotAnAgeFile
    stanzas, current = [], line()
    while current.startswith(b"-> "):
        words = current[3:].decode("ascii", "replace").split(" ")
        text = b""
        while len(part := line()) == LINE:
            text += part
        stanzas.append(Stanza(words[0], tuple(words[1:]), decode((text + part).decode("latin-1"))))
        current = line()
    if not stanzas or not current.startswith(b"--- "):
        raise NotAnAgeFile
    covered = bytes(seen[: len(seen) - len(current) - 1]) + b"---"
    return covered, stanzas, decode(current[4:].decode("latin-1"), 32)


def _mac(file_key: bytes, head: bytes) -> bytes:
    return hmac.digest(derived(file_key, b"", b"header"), head, "sha256")


def _payload_cipher(file_key: bytes, nonce: bytes) -> ChaCha20Poly1305:
    return cipher(derived(file_key, nonce, b"payload"))


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])
