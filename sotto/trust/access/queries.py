"""Reads."""

from collections import Counter
from uuid import UUID

from django.contrib.auth.hashers import is_password_usable

from sotto.trust.access.models import Account, Role


def account_in_session(account: UUID) -> Account | None:
    """Who a session belongs to, in the current tenant."""
    return Account.objects.filter(pk=account).first()


def has_account(owner: UUID) -> bool:
    """Whether this subject may sign in: a link was used, a password chosen."""
    return Account.objects.filter(owner=owner).exclude(password="").exists()


def accounts_of(owner: UUID) -> list[UUID]:
    """As which a subject may act; its pseudonyms in the audit trail."""
    return list(Account.objects.filter(owner=owner).values_list("pk", flat=True))


def names_of_accounts(accounts: set[str]) -> dict[str, str]:
    """Sign-in names by account id, for an administrator's page; the erased are left out."""
    from sotto.personal_data.records import unseal

    found = unseal(list(Account.objects.filter(pk__in=accounts)))
    return {str(one.pk): one.about_owner["sign_in_name"] or "" for one in found}


def kinds_of_passwords() -> Counter[str]:
    """How the current tenant's passwords are kept: `argon2$argon2id`, and whatever else there is.

    Accounts without one (not opened yet) are not counted.
    """
    digests = Account.objects.values_list("password", flat=True)
    usable = [one for one in digests if one and is_password_usable(one)]
    return Counter("$".join(one.split("$")[:2]) for one in usable)


def accounts_by_role() -> Counter[str]:
    """Of the current tenant; a role that does not exist any more is counted under its own name."""
    return Counter(Account.objects.values_list("role", flat=True))


def owners_of_officers() -> list[UUID]:
    """Who may answer for data protection in the current tenant (`Account.is_officer`)."""
    officers = Account.objects.filter(role__in=(Role.OFFICER, Role.ADMINISTRATOR))
    return list(officers.values_list("owner", flat=True))


def accounts() -> list[Account]:
    """Everybody who may sign in to the current tenant, or was invited to."""
    return list(Account.objects.order_by("role", "pk"))
