"""Keys for rows: from the keyring, in the name of whoever acts now."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import cache
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from sotto.keyring.client import Denial, KeyringClient, Use, Wanted
from sotto.keyring.periods import Period
from sotto.personal_data.actor import current_actor
from sotto.personal_data.envelope import Place
from sotto.personal_data.vocabulary import Purpose


class SubjectErased(Exception):
    """Something was to be sealed for a person who has been erased: it is refused, not stored.

    Or for one who is restricted for as long as that lasts: an erasure that waits, Art. 18.
    """


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
    use = _use(wanted[0][0], create=create)
    first = wanted[0][0].tenant
    if all(place.tenant == first for place, _ in wanted):
        asked = [Wanted(place.subjects, period) for place, period in wanted]
        return _ask(first, asked, use, create=create)
    found: dict[int, AESGCM | None] = {}
    for tenant in dict.fromkeys(place.tenant for place, _ in wanted):
        mine = [index for index, (place, _) in enumerate(wanted) if place.tenant == tenant]
        asked = [Wanted(wanted[index][0].subjects, wanted[index][1]) for index in mine]
        found |= dict(zip(mine, _ask(tenant, asked, use, create=create), strict=True))
    return [found[index] for index in range(len(wanted))]


def restricted(wanted: Sequence[tuple[Place, Period]]) -> set[tuple[Place, Period]]:
    """Those that can't be opened for what is done now, and could be for something else."""
    found: set[tuple[Place, Period]] = set()
    for tenant in dict.fromkeys(place.tenant for place, _ in wanted):
        mine = [one for one in wanted if one[0].tenant == tenant]
        asked = [Wanted(place.subjects, period) for place, period in mine]
        answers = keyring().answers(tenant, asked, _use(mine[0][0]))
        found |= {
            one for one, answer in zip(mine, answers, strict=True) if answer is Denial.RESTRICTED
        }
    return found


def today() -> date:
    """The day (UTC) that decides in which month something is sealed."""
    return datetime.now(UTC).date()


def _use(place: Place, *, create: bool = False) -> Use:
    """Storing is a purpose of its own, whatever its occasion was: an audit entry, too."""
    actor = current_actor()
    return Use(actor.id, Purpose.STORE if create else actor.purpose, place.field)


def _ask(tenant: UUID, wanted: Sequence[Wanted], use: Use, *, create: bool) -> list[AESGCM | None]:
    return keyring().keys(tenant, wanted, use, create=create)
