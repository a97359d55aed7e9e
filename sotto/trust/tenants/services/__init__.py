"""Verbs: make a tenant, work within one."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID, uuid4

from django.db import connection, transaction
from psycopg.pq import ExecStatus

from sotto.backbone import events
from sotto.personal_data import countries
from sotto.trust.tenants import rules
from sotto.trust.tenants.events import CountryChosen, PlainMediaDecided
from sotto.trust.tenants.models import Tenant
from sotto.trust.tenants.services.errors import CountryUnknown

__all__ = [
    "CountryUnknown",
    "NoTenant",
    "choose_country",
    "current_tenant",
    "decide_plain_media",
    "open_estate",
    "open_tenant",
    "retire_tenant",
    "within",
]


class NoTenant(Exception):
    """A tenant's row was touched outside `within(…)`: a mistake in the program."""


_current: ContextVar[UUID | None] = ContextVar("sotto_tenant", default=None)


@contextmanager
def within(tenant: UUID) -> Iterator[None]:
    """One transaction in which only this tenant's rows exist (row-level security).

    The setting is local to the transaction, so that a pooled connection can't carry it on.
    """
    outer = _current.get()
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if is_outermost:
            _begin(tenant)
        else:
            _choose(tenant)
        token = _current.set(tenant)
        try:
            yield
        finally:
            _current.reset(token)
        if not is_outermost:  # Else the commit ends it; where it failed, the rollback does.
            _choose(outer)


def current_tenant() -> UUID:
    """Raises NoTenant."""
    tenant = _current.get()
    if tenant is None:
        raise NoTenant
    return tenant


def open_tenant(*, name: str, domain: str, language: str = "en", country: str = "") -> Tenant:
    """Make a tenant, or find the one that has this domain. Raises CountryUnknown."""
    tenant, _ = Tenant.objects.get_or_create(
        domain=domain, defaults={"name": name, "language": language, "country": _checked(country)}
    )
    return tenant


@transaction.atomic
def choose_country(tenant: UUID, *, country: str) -> str:
    """Whose profile holds from now on; empty for the strict default. The code as it is stored.

    Raises CountryUnknown.
    """
    code = _checked(country)
    Tenant.objects.filter(pk=tenant).update(country=code)
    events.publish(CountryChosen(tenant))
    return code


@transaction.atomic
def decide_plain_media(tenant: UUID, *, is_allowed: bool) -> None:
    """Whether this tenant's devices may offer RTP without SRTP; refused unless allowed (PBX-21)."""
    Tenant.objects.filter(pk=tenant).update(plain_media_allowed=is_allowed)
    events.publish(PlainMediaDecided(tenant, is_allowed))


def open_estate(tenant: Tenant) -> Tenant:
    """Where it is remembered who has to be told of a customer's removal, under keys of its own."""
    pk = uuid4()
    estate, _ = Tenant.objects.get_or_create(
        estate_of=tenant,
        defaults={
            "id": pk,
            "name": tenant.name,
            "domain": rules.retired_domain(pk),
            "language": tenant.language,
            "country": tenant.country,
        },
    )
    return estate


def retire_tenant(tenant: UUID) -> None:
    """Forget name and domain of a customer that was removed, so that its domain is free again."""
    Tenant.objects.filter(pk=tenant).update(name="", domain=rules.retired_domain(tenant))


def _checked(country: str) -> str:
    if country and not countries.is_country(country):
        raise CountryUnknown
    return countries.profile(country).code or country.upper()


def _begin(tenant: UUID) -> None:
    """The transaction and its tenant in one message: a quarter of an empty transaction's time.

    What goes wrong is said by the ordinary way, which is tried then.
    """
    together = f"BEGIN; SET LOCAL sotto.tenant = '{tenant}'"  # A UUID has nothing to escape.
    answer = connection.connection.pgconn.exec_(together.encode())
    if answer.status != ExecStatus.COMMAND_OK:
        _choose(tenant)


def _choose(tenant: UUID | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('sotto.tenant', %s, true)", ("" if tenant is None else str(tenant),)
        )
