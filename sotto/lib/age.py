"""Files in the age format (C2SP age.md, version 1), written and read as a stream.

pyrage, and so Rust's age, takes a passphrase only for what fits into memory; a backup does not. The
format is small: a file key wrapped for each recipient, a MAC over the header, then chunks of 64 KiB
under ChaCha20-Poly1305 whose nonces number them and mark the last (STREAM). So a cut, a swap or a
repetition is found. Tests read our files with Debian's `age` and with pyrage, and theirs with this.
"""

import hmac
import secrets
from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from typing_extensions import override

from sotto.lib import bech32

CHUNK_BYTES = 64 * 1024
HARDEST = 20  # 2^20 rounds of scrypt take 1 GiB of memory: more is an attack on the reader.
_SEALED = CHUNK_BYTES + 16
_VERSION = b"age-encryption.org/v1"
_FILE_KEY = 16
_HEADER_LIMIT = 64 * 1024
_LINE = 64
_NO_NONCE = bytes(12)  # Each wrapping key is used once.


class NotAnAgeFile(Exception):
    """The file does not begin as one, or asks for something that we refuse."""


class WrongKey(Exception):
    """None of the keys, or not this password, opens the file."""


class AgeDamaged(Exception):
    """Altered, or cut off before its end."""


@dataclass(frozen=True, slots=True)
class Stanza:
    """One wrapped file key: `-> kind arguments…`, and the body beneath."""

    kind: str
    arguments: tuple[str, ...]
    body: bytes

    def to_bytes(self) -> bytes:
        text = _encode(self.body)
        lines = [text[at : at + _LINE] for at in range(0, len(text) + 1, _LINE)]
        return "\n".join([" ".join(["->", self.kind, *self.arguments]), *lines, ""]).encode()


class Lock(Protocol):
    """To whom a file is encrypted."""

    def wrap(self, file_key: bytes) -> Stanza: ...


class Key(Protocol):
    """What opens a file."""

    def unwrap(self, stanzas: Sequence[Stanza]) -> bytes | None:
        """The file key; None when no stanza is for this key."""


@dataclass(frozen=True)
class Recipient:
    """A public X25519 key, written `age1…`."""

    raw: bytes

    @classmethod
    def parse(cls, text: str) -> "Recipient":
        """Raises NotBech32."""
        return cls(_decoded(text, "age"))

    @override
    def __str__(self) -> str:
        return bech32.encode("age", self.raw)

    def wrap(self, file_key: bytes) -> Stanza:
        once = X25519PrivateKey.generate()
        share = once.public_key().public_bytes_raw()
        shared = once.exchange(X25519PublicKey.from_public_bytes(self.raw))
        wrapping = _x25519_key(shared, share + self.raw)
        return Stanza(
            "X25519", (_encode(share),), _cipher(wrapping).encrypt(_NO_NONCE, file_key, b"")
        )


@dataclass(frozen=True, repr=False)
class Identity:
    """The secret half of a `Recipient`, written `AGE-SECRET-KEY-1…`."""

    raw: bytes

    @classmethod
    def parse(cls, text: str) -> "Identity":
        """Raises NotBech32."""
        return cls(_decoded(text, "age-secret-key-"))

    @classmethod
    def generate(cls) -> "Identity":
        return cls(X25519PrivateKey.generate().private_bytes_raw())

    def secret(self) -> str:
        return bech32.encode("age-secret-key-", self.raw).upper()

    def recipient(self) -> Recipient:
        secret = X25519PrivateKey.from_private_bytes(self.raw)
        return Recipient(secret.public_key().public_bytes_raw())

    def unwrap(self, stanzas: Sequence[Stanza]) -> bytes | None:
        secret, mine = X25519PrivateKey.from_private_bytes(self.raw), self.recipient().raw
        for stanza in stanzas:
            if stanza.kind == "X25519" and len(stanza.arguments) == 1:
                share = _decode(stanza.arguments[0], 32)
                try:
                    shared = secret.exchange(X25519PublicKey.from_public_bytes(share))
                except ValueError:  # A point of low order: nobody's honest share.
                    raise NotAnAgeFile from None
                found = _unwrapped(_x25519_key(shared, share + mine), stanza.body)
                if found is not None:
                    return found
        return None


@dataclass(frozen=True, repr=False)
class Passphrase:
    """rounds: scrypt's, as a power of two."""

    text: str
    rounds: int = 18

    def wrap(self, file_key: bytes) -> Stanza:
        salt = secrets.token_bytes(16)
        sealed = _cipher(self._key(salt, self.rounds)).encrypt(_NO_NONCE, file_key, b"")
        return Stanza("scrypt", (_encode(salt), str(self.rounds)), sealed)

    def unwrap(self, stanzas: Sequence[Stanza]) -> bytes | None:
        if [one.kind for one in stanzas] != ["scrypt"]:
            return None
        match stanzas[0].arguments:
            case (salt, rounds) if rounds.isascii() and rounds.isdigit() and len(rounds) <= 2:  # noqa: PLR2004
                if not 1 <= int(rounds) <= HARDEST or rounds.startswith("0"):
                    raise NotAnAgeFile
                return _unwrapped(self._key(_decode(salt, 16), int(rounds)), stanzas[0].body)
        raise NotAnAgeFile

    def _key(self, salt: bytes, rounds: int) -> bytes:
        made = Scrypt(salt=_VERSION + b"/scrypt" + salt, length=32, n=2**rounds, r=8, p=1)
        return made.derive(self.text.encode())


class AgeWriter:
    """Encrypts what is written to it; `close` makes the file whole."""

    def __init__(self, file: BinaryIO, locks: Sequence[Lock]) -> None:
        """locks: recipients, or one passphrase alone."""
        file_key = secrets.token_bytes(_FILE_KEY)
        head = (
            _VERSION + b"\n" + b"".join(lock.wrap(file_key).to_bytes() for lock in locks) + b"---"
        )
        nonce = secrets.token_bytes(16)
        file.write(head + b" " + _encode(_mac(file_key, head)).encode() + b"\n" + nonce)
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

    if line() != _VERSION:
        raise NotAnAgeFile
    stanzas, current = [], line()
    while current.startswith(b"-> "):
        words = current[3:].decode("ascii", "replace").split(" ")
        text = b""
        while len(part := line()) == _LINE:
            text += part
        stanzas.append(Stanza(words[0], tuple(words[1:]), _decode((text + part).decode("latin-1"))))
        current = line()
    if not stanzas or not current.startswith(b"--- "):
        raise NotAnAgeFile
    covered = bytes(seen[: len(seen) - len(current) - 1]) + b"---"
    return covered, stanzas, _decode(current[4:].decode("latin-1"), 32)


def _unwrapped(wrapping: bytes, body: bytes) -> bytes | None:
    if len(body) != _FILE_KEY + 16:
        raise NotAnAgeFile  # Anything longer could open under two keys.
    try:
        return _cipher(wrapping).decrypt(_NO_NONCE, body, b"")
    except InvalidTag:
        return None


def _x25519_key(shared: bytes, salt: bytes) -> bytes:
    return _derived(shared, salt, _VERSION + b"/X25519")


def _mac(file_key: bytes, head: bytes) -> bytes:
    return hmac.digest(_derived(file_key, b"", b"header"), head, "sha256")


def _payload_cipher(file_key: bytes, nonce: bytes) -> ChaCha20Poly1305:
    return _cipher(_derived(file_key, nonce, b"payload"))


def _derived(secret: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=salt or None, info=info).derive(secret)


def _cipher(key: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(key)


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])


def _encode(raw: bytes) -> str:
    return b64encode(raw).decode().rstrip("=")


def _decode(text: str, size: int | None = None) -> bytes:
    """Unpadded and canonical. Raises NotAnAgeFile."""
    try:
        raw = b64decode(text + "=" * (-len(text) % 4), validate=True)
    except ValueError:
        raise NotAnAgeFile from None
    if _encode(raw) != text or (size is not None and len(raw) != size):
        raise NotAnAgeFile
    return raw


def _decoded(text: str, prefix: str) -> bytes:
    found, raw = bech32.decode(text.strip())
    if found != prefix or len(raw) != 32:  # noqa: PLR2004
        raise bech32.NotBech32
    return raw
