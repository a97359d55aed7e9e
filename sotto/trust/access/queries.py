"""Reads."""

from uuid import UUID

from sotto.trust.access.models import Account


def account_in_session(account: UUID) -> Account | None:
    """Who a session belongs to, in the current tenant."""
    return Account.objects.filter(pk=account).first()


def has_account(owner: UUID) -> bool:
    """Whether this subject may sign in: a link was used, a password chosen."""
    return Account.objects.filter(owner=owner).exclude(password="").exists()


def names_of_accounts(accounts: set[str]) -> dict[str, str]:
    """Sign-in names by account id, for an administrator's page; the erased are left out."""
    from sotto.personal_data.records import unseal

    found = unseal(list(Account.objects.filter(pk__in=accounts)))
    return {str(one.pk): one.about_owner["sign_in_name"] or "" for one in found}
