"""Who may open an age file, and how the file's key is wrapped for each (C2SP age.md, version 1)."""

import secrets
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from typing_extensions import override

from sotto.lib import bech32

HARDEST = 20  # 2^20 rounds of scrypt take 1 GiB of memory: more is an attack on the reader.
VERSION = b"age-encryption.org/v1"
FILE_KEY = 16  # Bytes.
LINE = 64
_NO_NONCE = bytes(12)  # Each wrapping key is used once.


class NotAnAgeFile(Exception):
    """The file does not begin as one, or asks for something that we refuse."""


@dataclass(frozen=True, slots=True)
class Stanza:
    """One wrapped file key: `-> kind arguments…`, and the body beneath."""

    kind: str
    arguments: tuple[str, ...]
    body: bytes

    def to_bytes(self) -> bytes:
        text = encode(self.body)
        lines = [text[at : at + LINE] for at in range(0, len(text) + 1, LINE)]
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
            "X25519", (encode(share),), cipher(wrapping).encrypt(_NO_NONCE, file_key, b"")
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
                share = decode(stanza.arguments[0], 32)
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
        sealed = cipher(self._key(salt, self.rounds)).encrypt(_NO_NONCE, file_key, b"")
        return Stanza("scrypt", (encode(salt), str(self.rounds)), sealed)

    def unwrap(self, stanzas: Sequence[Stanza]) -> bytes | None:
        if [one.kind for one in stanzas] != ["scrypt"]:
            return None
        match stanzas[0].arguments:
            case (salt, rounds) if rounds.isascii() and rounds.isdigit() and len(rounds) <= 2:  # noqa: PLR2004
                if not 1 <= int(rounds) <= HARDEST or rounds.startswith("0"):
                    raise NotAnAgeFile
                return _unwrapped(self._key(decode(salt, 16), int(rounds)), stanzas[0].body)
        raise NotAnAgeFile

    def _key(self, salt: bytes, rounds: int) -> bytes:
        made = Scrypt(salt=VERSION + b"/scrypt" + salt, length=32, n=2**rounds, r=8, p=1)
        return made.derive(self.text.encode())


def _unwrapped(wrapping: bytes, body: bytes) -> bytes | None:
    if len(body) != FILE_KEY + 16:
        raise NotAnAgeFile  # Anything longer could open under two keys.
    try:
        return cipher(wrapping).decrypt(_NO_NONCE, body, b"")
    except InvalidTag:
        return None


def _x25519_key(shared: bytes, salt: bytes) -> bytes:
    return derived(shared, salt, VERSION + b"/X25519")


def derived(secret: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=salt or None, info=info).derive(secret)


def cipher(key: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(key)


def encode(raw: bytes) -> str:
    return b64encode(raw).decode().rstrip("=")


def decode(text: str, size: int | None = None) -> bytes:
    """Unpadded and canonical. Raises NotAnAgeFile."""
    try:
        raw = b64decode(text + "=" * (-len(text) % 4), validate=True)
    except ValueError:
        raise NotAnAgeFile from None
    if encode(raw) != text or (size is not None and len(raw) != size):
        raise NotAnAgeFile
    return raw


def _decoded(text: str, prefix: str) -> bytes:
    found, raw = bech32.decode(text.strip())
    if found != prefix or len(raw) != 32:  # noqa: PLR2004
        raise bech32.NotBech32
    return raw
