"""What the database knows of the erased, for a keyring whose store was put back."""

from dataclasses import dataclass

from sotto.keyring.client import KeyringClient
from sotto.keyring.ledger import Ledger, replay
from sotto.keyring.periods import Period
from sotto.personal_data import restrictions
from sotto.personal_data.models import Erasure
from sotto.trust.consents import queries as consents
from sotto.trust.holds import queries as holds
from sotto.trust.holds.models import Hold
from sotto.trust.holds.services import keep_again
from sotto.trust.retention import queries as retention
from sotto.trust.tenants.queries import all_tenants
from sotto.trust.tenants.services import within


def read_ledger() -> Ledger:
    """What no older key store may bring back.

    Every tenant's erasures that are past the point of no return, months that went dark, holds that
    were lifted, and the tenants that were removed themselves.
    """
    erased, months, released, customers = [], [], [], []
    for tenant in all_tenants():
        with within(tenant.pk):
            finals = Erasure.objects.filter(final_at__isnull=False)
            erased += [(tenant.pk, subject) for subject in finals.values_list("subject", flat=True)]
            released += [
                (tenant.pk, hold.pk, (hold.lift_asked_by, hold.lifted_by))
                for hold in holds.holds().exclude(lifted_at=None)
            ]
            if finals.filter(subject=tenant.pk, denied_at__isnull=False).exists():
                customers.append(tenant.pk)
            for kept in retention.monthly_classes():
                dark = retention.dark_months(kept)
                months += [(tenant.pk, Period(kept.code, month)) for month in sorted(dark)]
    return Ledger(erased, months, released, customers)


@dataclass(frozen=True, slots=True)
class Replayed:
    """came_back: what the older store had alive again. incomplete: holds that miss some of it."""

    ledger: Ledger
    came_back: int
    holds: int
    incomplete: list[Hold]


def replay_all(client: KeyringClient, *, actor: str) -> Replayed:
    """All of the ledger, and restrictions; then the keyring serves.

    What holds in force keep comes first: it may be about people whom the replay erases again.
    """
    ledger = read_ledger()
    kept = _keep_again()
    came_back = replay(ledger, client, actor=actor)
    for tenant in all_tenants():
        with within(tenant.pk):
            waiting = Erasure.objects.filter(restricted_at__isnull=False, final_at=None)
            subjects = {*waiting.values_list("subject", flat=True), *consents.subjects_who_said()}
            for subject in subjects:
                restrictions.apply(tenant.pk, subject)
    client.replayed(actor=actor)
    return Replayed(ledger, came_back, len(kept), [hold for hold in kept if hold.missing])


def _keep_again() -> list[Hold]:
    kept = []
    for tenant in all_tenants():
        with within(tenant.pk):
            kept += keep_again()
    return kept
