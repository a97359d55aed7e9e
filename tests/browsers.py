"""Browsers for room tests: signed in without the cost of a password, JavaScript off."""

from uuid import UUID, uuid4

from django.test import Client

from sotto.trust.access.middleware import TENANT_KEY
from sotto.trust.access.models import Account, Role
from sotto.trust.tenants.services import current_tenant

BACKEND = "sotto.trust.access.backend.Accounts"


def account(*, owner: UUID | None = None, role: Role = Role.USER, name: str = "") -> Account:
    """An account in the current tenant, of this subject."""
    return Account.objects.create(
        tenant_id=current_tenant(),
        owner=owner or uuid4(),
        role=role,
        about_owner={"sign_in_name": name or None},
    )


def browser_of(whose: Account) -> Client:
    browser = Client()
    browser.force_login(whose, backend=BACKEND)
    session = browser.session
    session[TENANT_KEY] = str(whose.tenant_id)
    session.save()
    return browser


def administrator() -> Client:
    """An administrator's of the current tenant."""
    return browser_of(account(role=Role.ADMINISTRATOR, name="root"))
