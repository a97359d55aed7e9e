"""How an installation knows its own backups: a token for each tenant, and a signature over all.

The token is sealed under the tenant's standing period key: it opens where the tenant's keys are,
and nowhere else. The keyring signs manifest and contents, which hold the digest of everything:
whoever may open a backup, or knows for whom they are made, can't make one.
"""

import hashlib
from collections.abc import Iterable, Mapping
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sotto.keyring.periods import Period
from sotto.personal_data import envelope
from sotto.personal_data.envelope import EnvelopeDamaged, Place
from sotto.personal_data.keys import ciphers, keyring
from sotto.personal_data.vocabulary import ACCOUNT
from sotto.trust.backup.rules import FORMAT

_STANDING = Period.standing(ACCOUNT.code)


def tokens_of(backup: UUID, tenants: Iterable[UUID]) -> dict[UUID, str]:
    """In hex. Raises KeyringUnavailable."""
    return {tenant: _seal(_place(backup, tenant)) for tenant in tenants}


def own(backup: UUID, tokens: Mapping[UUID, str]) -> set[UUID]:
    """The tenants whose keys are here. Raises KeyringUnavailable."""
    return {tenant for tenant, token in tokens.items() if _opens(_place(backup, tenant), token)}


def sign(manifest: bytes, contents: bytes) -> bytes:
    """64 bytes. Raises KeyringUnavailable."""
    return keyring().sign("certificate", _statement(manifest, contents))


def is_signed(signature: bytes, *, manifest: bytes, contents: bytes) -> bool:
    """Whether the keyring here made it. Raises KeyringUnavailable."""
    key = Ed25519PublicKey.from_public_bytes(keyring().public_key("certificate"))
    try:
        key.verify(signature, _statement(manifest, contents))
    except InvalidSignature:
        return False
    return True


def _statement(manifest: bytes, contents: bytes) -> bytes:
    """No certificate begins so: those are JSON."""
    digests = [hashlib.sha256(raw).hexdigest() for raw in (manifest, contents)]
    return "\n".join([FORMAT, *digests, ""]).encode()


def _seal(place: Place) -> str:
    [cipher] = ciphers([(place, _STANDING)], create=True)
    if cipher is None:
        return "00"  # The tenant's keys are destroyed: nobody opens anything of it.
    return envelope.seal(cipher, {"backup": str(place.row)}, place, _STANDING).hex()


def _opens(place: Place, token: str) -> bool:
    [cipher] = ciphers([(place, _STANDING)])
    try:
        return cipher is not None and bool(envelope.open_(cipher, bytes.fromhex(token), place))
    except (EnvelopeDamaged, ValueError):
        return False


def _place(backup: UUID, tenant: UUID) -> Place:
    return Place(tenant, "backup.Manifest.tenants", backup, ())
