"""Keys for rows: from the keyring, in the name of whoever acts now."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import cache
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from sotto.keyring.client import KeyringClient, Use, Wanted
from sotto.keyring.periods import Period
from sotto.personal_data.actor import current_actor
from sotto.personal_data.envelope import Place


class SubjectErased(Exception):
    """Something was to be sealed for a person who has been erased: it is refused, not stored."""


@cache
def keyring() -> KeyringClient:
    """This process's connection."""
    configuration = settings.SOTTO
    return KeyringClient(configuration.keyring_socket, configuration.keyring_generation)


def ciphers(wanted: Sequence[tuple[Place, Period]], *, create: bool = False) -> list[AESGCM | None]:
    """One cipher for each place; None where a person is erased. One request for each tenant.

    All places are of the same field. Raises NobodyActs, KeyringUnavailable.
    """
    if not wanted:
        return []
    actor = current_actor()
    use = Use(actor.id, actor.purpose, wanted[0][0].field)
    found: dict[int, AESGCM | None] = {}
    for tenant in dict.fromkeys(place.tenant for place, _ in wanted):
        mine = [index for index, (place, _) in enumerate(wanted) if place.tenant == tenant]
        asked = [Wanted(wanted[index][0].subjects, wanted[index][1]) for index in mine]
        found |= dict(zip(mine, _ask(tenant, asked, use, create=create), strict=True))
    return [found[index] for index in range(len(wanted))]


def today() -> date:
    """The day (UTC) that decides in which month something is sealed."""
    return datetime.now(UTC).date()


def _ask(tenant: UUID, wanted: Sequence[Wanted], use: Use, *, create: bool) -> list[AESGCM | None]:
    return keyring().keys(tenant, wanted, use, create=create)
