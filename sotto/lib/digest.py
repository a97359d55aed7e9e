"""Digest access authentication for SIP: RFC 3261 section 22, RFC 8760 (SHA-256), RFC 7616 (qop).

Pure: no clock, no randomness, no IO. The SIP edge checks with it; test phones answer with it.
"""

import hashlib
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from enum import StrEnum
from hmac import compare_digest
from typing import Final, NamedTuple

_PAIR: Final = re.compile(r'([a-zA-Z]+)\s*=\s*(?:"([^"\\]*(?:\\.[^"\\]*)*)"|([^\s,"]+))')
_NC: Final = re.compile(r"[0-9a-fA-F]{8}")
_SEAL_BYTES: Final = 12
_CLOCK_BYTES: Final = 4
_SALT_BYTES: Final = 8
_NONCE_BYTES: Final = _CLOCK_BYTES + _SALT_BYTES + _SEAL_BYTES
_NONCE_LETTERS: Final = 32


class Algorithm(StrEnum):
    SHA_256 = "SHA-256"
    MD5 = "MD5"  # Only for a device that can no better: chosen for each device (PBX-10).


class Challenge(NamedTuple):
    """What a server asks for."""

    realm: str
    nonce: str
    algorithm: Algorithm
    stale: bool


class Credentials(NamedTuple):
    """What a client answered, as it claims; nothing in it is checked yet."""

    username: str
    realm: str
    nonce: str
    uri: str
    response: str
    cnonce: str
    nc: str


def hash_of(algorithm: str, text: str) -> str:
    """Lower-case hexadecimal digest. Anything but MD5 is taken as SHA-256."""
    data = text.encode()
    if algorithm == Algorithm.MD5:
        return hashlib.md5(data, usedforsecurity=False).hexdigest()
    return hashlib.sha256(data).hexdigest()


def ha1_of(algorithm: str, *, username: str, realm: str, password: str) -> str:
    """What the server stores: it signs in to this realm only, yet is as secret as the password."""
    return hash_of(algorithm, f"{username}:{realm}:{password}")


def response_of(algorithm: str, ha1: str, *, method: str, credentials: Credentials) -> str:
    """RFC 7616 section 3.4.1 with qop=auth. The `response` in `credentials` is not looked at."""
    given = credentials
    ha2 = hash_of(algorithm, f"{method}:{given.uri}")
    return hash_of(algorithm, f"{ha1}:{given.nonce}:{given.nc}:{given.cnonce}:auth:{ha2}")


def is_right(algorithm: str, ha1: str, *, method: str, credentials: Credentials) -> bool:
    expected = response_of(algorithm, ha1, method=method, credentials=credentials)
    return compare_digest(expected.encode(), credentials.response.lower().encode())


def parse_credentials(header: str) -> Credentials | None:
    """The value of Authorization or Proxy-Authorization.

    None when it is not a digest with qop=auth, or lacks a field: without qop there is no nonce
    count, and without the count no protection against replay.
    """
    scheme, _, rest = header.partition(" ")
    if scheme.lower() != "digest":
        return None
    given = {name.lower(): quoted or plain for name, quoted, plain in _PAIR.findall(rest)}
    if given.get("qop") != "auth" or not _NC.fullmatch(given.get("nc", "")):
        return None
    try:
        return Credentials(
            given["username"],
            given["realm"],
            given["nonce"],
            given["uri"],
            given["response"],
            given["cnonce"],
            given["nc"].lower(),
        )
    except KeyError:
        return None


def parse_challenge(header: str) -> Challenge | None:
    """The value of WWW-Authenticate or Proxy-Authenticate; None when it is not a digest."""
    scheme, _, rest = header.partition(" ")
    given = {name.lower(): quoted or plain for name, quoted, plain in _PAIR.findall(rest)}
    if scheme.lower() != "digest" or "nonce" not in given or "realm" not in given:
        return None
    try:
        algorithm = Algorithm(given.get("algorithm", "MD5").upper())
    except ValueError:
        return None
    return Challenge(
        given["realm"], given["nonce"], algorithm, stale=given.get("stale", "").lower() == "true"
    )


def challenge_header(challenge: Challenge) -> str:
    """The value of WWW-Authenticate or Proxy-Authenticate."""
    stale = ", stale=true" if challenge.stale else ""
    return (
        f'Digest realm="{challenge.realm}", nonce="{challenge.nonce}", '
        f'algorithm={challenge.algorithm}, qop="auth"{stale}'
    )


def credentials_header(
    challenge: Challenge, *, username: str, password: str, method: str, uri: str, cnonce: str
) -> str:
    """The value of Authorization that answers `challenge` for the first time (nc=00000001)."""
    claim = Credentials(username, challenge.realm, challenge.nonce, uri, "", cnonce, "00000001")
    ha1 = ha1_of(challenge.algorithm, username=username, realm=challenge.realm, password=password)
    response = response_of(challenge.algorithm, ha1, method=method, credentials=claim)
    return (
        f'Digest username="{username}", realm="{challenge.realm}", nonce="{challenge.nonce}", '
        f'uri="{uri}", response="{response}", algorithm={challenge.algorithm}, '
        f'cnonce="{cnonce}", qop=auth, nc=00000001'
    )


def mint_nonce(key: bytes, *, now: int, salt: bytes) -> str:
    """A nonce that only the holder of `key` can have made.

    key: 16 to 64 random bytes. now: seconds since 1970, UTC. salt: 8 bytes, never twice.
    """
    body = now.to_bytes(_CLOCK_BYTES, "big") + salt
    seal = hashlib.blake2b(body, digest_size=_SEAL_BYTES, key=key).digest()
    return urlsafe_b64encode(body + seal).decode()


def nonce_made_at(key: bytes, nonce: str) -> int | None:
    """When our own nonce was made, in seconds since 1970; None for anybody else's."""
    if len(nonce) != _NONCE_LETTERS:
        return None
    try:
        raw = urlsafe_b64decode(nonce.encode("ascii"))
    except ValueError:
        return None
    body = raw[:-_SEAL_BYTES]
    seal = hashlib.blake2b(body, digest_size=_SEAL_BYTES, key=key).digest()
    if len(raw) != _NONCE_BYTES or not compare_digest(seal, raw[-_SEAL_BYTES:]):
        return None
    return int.from_bytes(body[:_CLOCK_BYTES], "big")
