"""Reads."""

from uuid import UUID

from sotto.trust.tenants import rules
from sotto.trust.tenants.models import Tenant


def all_tenants() -> list[Tenant]:
    return list(Tenant.objects.all())


def first_tenant() -> Tenant:
    """The one made at start. Raises Tenant.DoesNotExist before that, and once it was removed."""
    living = (one for one in all_tenants() if not rules.is_retired(one.domain))
    first = next(living, None)
    if first is None:
        raise Tenant.DoesNotExist
    return first


def tenant_by_id(tenant: UUID) -> Tenant:
    return Tenant.objects.get(pk=tenant)


def find_tenant(tenant: UUID) -> Tenant | None:
    """As `tenant_by_id`, for ids that come from outside."""
    return Tenant.objects.filter(pk=tenant).first()


def estate_of(tenant: UUID) -> Tenant | None:
    """What is left to do of a customer that was removed; None where nobody had to be told."""
    return Tenant.objects.filter(estate_of=tenant).first()


def estates() -> list[Tenant]:
    return list(Tenant.objects.exclude(estate_of=None))


def customer_behind(tenant: UUID) -> UUID:
    """Whose estate this is; the tenant itself where it is none."""
    found: UUID | None = Tenant.objects.values_list("estate_of", flat=True).get(pk=tenant)
    return found or tenant


def country_of(tenant: UUID) -> str:
    """ISO 3166-1 alpha-2; empty for the strict default (`personal_data.countries.profile`)."""
    return Tenant.objects.values_list("country", flat=True).get(pk=tenant)


def find_by_domain(domain: str) -> Tenant | None:
    return Tenant.objects.filter(domain=domain).first()
