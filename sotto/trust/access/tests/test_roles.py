"""Who becomes the data protection officer, and that somebody always administers."""

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client

from sotto.trust.access.models import Account, OneTimeLink, Role
from sotto.trust.access.services import AccountUnknown, LastAdministrator, give_role
from sotto.trust.audit.models import Entry
from sotto.trust.tenants.models import Tenant
from sotto.trust.tenants.services import within
from tests.browsers import account, browser_of

pytestmark = pytest.mark.room


@pytest.fixture
def root(office: Tenant) -> Account:
    made = account(role=Role.ADMINISTRATOR, name="root")
    made.password = make_password(None)
    made.save()
    return made


@pytest.fixture
def browser(root: Account) -> Client:
    return browser_of(root)


def test_somebody_is_made_officer_and_may_answer_requests_and_nothing_else(
    root: Account, browser: Client
) -> None:
    ada = account(name="ada")
    hers = browser_of(ada)
    assert hers.get("/requests/").status_code == 403
    given = browser.post(f"/accounts/{ada.pk}/role/", {"role": "officer"})
    assert given.status_code == 303
    assert hers.get("/requests/").status_code == 200
    assert hers.get("/accounts/").status_code == 403
    assert hers.post("/people/", {"name": "X", "extension": "2002"}).status_code == 403
    assert Entry.objects.filter(action="access:account:made_officer", owner=ada.owner).exists()


def test_the_last_administrator_stays_one(root: Account, browser: Client) -> None:
    account(role=Role.ADMINISTRATOR, name="invited")  # Has never chosen a password.
    page = browser.post(f"/accounts/{root.pk}/role/", {"role": "user"})
    assert page.status_code == 409
    assert "Somebody has to administer" in page.text
    with pytest.raises(LastAdministrator):
        give_role(root.pk, Role.OFFICER)
    root.refresh_from_db()
    assert root.is_administrator


def test_an_officer_from_outside_gets_a_link_that_is_shown_once(browser: Client) -> None:
    page = browser.post("/accounts/officer/")
    assert page.status_code == 201
    assert "/open/" in page.text
    assert OneTimeLink.objects.get().account.role == Role.OFFICER
    assert "/open/" not in browser.get("/accounts/").text


def test_users_see_no_accounts_and_give_no_roles(root: Account) -> None:
    mine = browser_of(account())
    assert mine.get("/accounts/").status_code == 403
    assert mine.post(f"/accounts/{root.pk}/role/", {"role": "user"}).status_code == 403
    assert mine.post("/accounts/officer/").status_code == 403


def test_another_tenant_s_account_is_unknown(root: Account, hotel: Tenant) -> None:
    with within(hotel.pk), pytest.raises(AccountUnknown):
        give_role(root.pk, Role.USER)


def test_nonsense_for_a_role_gives_none(root: Account, browser: Client) -> None:
    ada = account(name="ada")
    browser.post(f"/accounts/{ada.pk}/role/", {"role": "emperor"})
    ada.refresh_from_db()
    assert ada.role == Role.USER
