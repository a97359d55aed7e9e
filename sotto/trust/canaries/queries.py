"""Reads: the canaries' own tenant, and what the last search found."""

from uuid import UUID

from sotto.trust.canaries.models import Canary, Search
from sotto.trust.canaries.rules import DOMAIN
from sotto.trust.tenants.models import Tenant
from sotto.trust.tenants.queries import find_by_domain
from sotto.trust.tenants.services import within


def their_tenant() -> Tenant | None:
    """None before the first canary."""
    return find_by_domain(DOMAIN)


def subjects_of(canary: UUID) -> list[UUID]:
    """The pseudonyms that rooms have made for it so far."""
    return [UUID(one) for one in Canary.objects.get(pk=canary).subjects]


def latest_searches(count: int = 24) -> list[Search]:
    """Newest first; of the whole system, whichever tenant asks."""
    tenant = their_tenant()
    if tenant is None:
        return []
    with within(tenant.pk):
        return list(Search.objects.all()[:count])


def latest_canaries(count: int = 24) -> list[Canary]:
    """Newest first."""
    tenant = their_tenant()
    if tenant is None:
        return []
    with within(tenant.pk):
        return list(Canary.objects.all()[:count])
