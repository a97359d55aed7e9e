"""The projection by which a sign-in name is found: keyed digests in an UNLOGGED table."""

from uuid import UUID

from django.db import connection, transaction
from psycopg import sql

from sotto.personal_data.digests import digest_of
from sotto.personal_data.records import unseal
from sotto.trust.access import rules
from sotto.trust.access.models import Account, SignInName
from sotto.trust.access.services.errors import NameTaken
from sotto.trust.tenants.models import Tenant
from sotto.trust.tenants.queries import all_tenants, first_tenant, tenant_by_id
from sotto.trust.tenants.services import within


def tenant_of(name: str, host: str) -> Tenant:
    """Whose account is meant: of the domain a name ends in, else of the host, else the first.

    Sign-in comes before the tenant is known, and digests are keyed for each tenant.
    """
    domains = {tenant.domain: tenant for tenant in all_tenants()}
    named = rules.comparable(name).rpartition("@")[2]
    return domains.get(named) or domains.get(host) or first_tenant()


def account_named(tenant: Tenant, name: str) -> UUID | None:
    digest = _digest(tenant, name)
    found = SignInName.objects.filter(digest=digest).values_list("account", flat=True).first()
    return None if found is None else UUID(str(found))


def account_called(tenant: UUID, name: str) -> Account | None:
    """Whose name to sign in with this is, in this tenant."""
    found = account_named(tenant_by_id(tenant), name)
    return None if found is None else Account.objects.filter(pk=found).first()


def give_name(tenant: Tenant, account: Account, name: str) -> None:
    """Name an account, sealed and in the projection. Raises NameTaken."""
    with connection.cursor() as cursor:  # Two that choose the same name wait for one another.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('access.names'))")
    if account_named(tenant, name) not in (None, account.pk):
        raise NameTaken
    account.about_owner = {"sign_in_name": name.strip()}
    SignInName.objects.filter(account=account.pk).delete()
    SignInName.objects.create(digest=_digest(tenant, name), tenant=tenant.pk, account=account.pk)


def forget_names(accounts: list[UUID]) -> None:
    """Leave no byte of these in the projection's file: what is deleted stays there for a while."""
    table = sql.Identifier(SignInName._meta.db_table)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(table))
        kept = list(SignInName.objects.exclude(account__in=accounts))
        cursor.execute(sql.SQL("TRUNCATE {}").format(table))
        SignInName.objects.bulk_create(kept)


def are_names_whole() -> bool:
    """False after PostgreSQL crashed: the projection is empty, but somebody has a name."""
    if SignInName.objects.exists():
        return True
    return not any(_has_named_accounts(tenant) for tenant in all_tenants())


def rebuild_names() -> int:
    """Fill the projection anew from the sealed accounts of all tenants. How many there are."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql.SQL("TRUNCATE {}").format(sql.Identifier(SignInName._meta.db_table)))
        return sum(_rebuild(tenant) for tenant in all_tenants())


def _rebuild(tenant: Tenant) -> int:
    with within(tenant.pk):
        named = unseal(list(Account.objects.exclude(password="")))
        names = [
            SignInName(
                digest=_digest(tenant, account.about_owner["sign_in_name"]),
                tenant=tenant.pk,
                account=account.pk,
            )
            for account in named
            if account.about_owner["sign_in_name"]  # Erased or never chosen: None.
        ]
        SignInName.objects.bulk_create(names)
        return len(names)


def _has_named_accounts(tenant: Tenant) -> bool:
    with within(tenant.pk):
        return Account.objects.exclude(password="").exists()


def _digest(tenant: Tenant, name: str) -> bytes:
    return digest_of(tenant.pk, "sign-in " + rules.without_domain(name, tenant.domain))
