"""A sealed standing token for each tenant, by which an installation knows its own backups.

Sealed under the tenant's standing period key: it opens where the tenant's keys are, and nowhere
else. It says nothing but the backup's id.
"""

from collections.abc import Iterable, Mapping
from uuid import UUID

from sotto.keyring.periods import Period
from sotto.personal_data import envelope
from sotto.personal_data.envelope import EnvelopeDamaged, Place
from sotto.personal_data.keys import ciphers
from sotto.personal_data.vocabulary import ACCOUNT

_STANDING = Period.standing(ACCOUNT.code)


def tokens_of(backup: UUID, tenants: Iterable[UUID]) -> dict[UUID, str]:
    """In hex. Raises KeyringUnavailable."""
    return {tenant: _seal(_place(backup, tenant)) for tenant in tenants}


def own(backup: UUID, tokens: Mapping[UUID, str]) -> set[UUID]:
    """The tenants whose keys are here. Raises KeyringUnavailable."""
    return {tenant for tenant, token in tokens.items() if _opens(_place(backup, tenant), token)}


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
