"""What the application remembers of erasures: replayed into a store that was put back."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sotto.keyring.client import KeyringClient
from sotto.keyring.periods import Period


@dataclass(frozen=True, slots=True)
class Ledger:
    """Each beside its tenant."""

    erased: Sequence[tuple[UUID, UUID]]
    months: Sequence[tuple[UUID, Period]]
    released: Sequence[tuple[UUID, UUID, tuple[str, str]]] = ()  # Holds; who asked, who lifted.
    customers: Sequence[UUID] = ()  # Tenants that were removed.


def replay(ledger: Ledger, client: KeyringClient, *, actor: str) -> int:
    """Erase again. Repeating does no harm. How many had come back.

    Holds that were lifted go first: what one of them kept would outlive its person. Raises
    HoldStands where a removed customer has one that nobody lifted: then nothing is served.
    """
    came_back = 0
    for tenant, hold, actors in ledger.released:
        came_back += client.release_hold(tenant, hold, actors=actors)
    for tenant, subject in ledger.erased:
        client.set_tombstone(tenant, subject, actor=actor)
        came_back += client.destroy(tenant, subject, actor=actor)
    for tenant, month in ledger.months:
        came_back += client.destroy_period(tenant, month, actor=actor)
    for tenant in ledger.customers:
        came_back += client.destroy_tenant(tenant, actor=actor)
    return came_back
