"""Links open accounts once; sign-in counts, locks, unlocks, and tells nothing."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from sotto.trust.access import services
from sotto.trust.access.models import Account, OneTimeLink, Role, SignInName
from sotto.trust.access.services import LinkSpent, NameRefused, NameTaken, PasswordRefused
from sotto.trust.audit.models import Entry
from sotto.trust.tenants.models import Tenant
from sotto.trust.tenants.services import within

pytestmark = pytest.mark.room

PASSWORD = "four odd words here"
HOST = "localhost"


def token_of(path: str) -> str:
    return path.split("/")[2]


def opened(tenant: Tenant, name: str = "ada") -> Account:
    token = token_of(services.invite_administrator(tenant))
    return services.accept_link(token=token, sign_in_name=name, password=PASSWORD)


def attempt(name: str = "ada", password: str = PASSWORD, **when: timedelta) -> Account | None:
    now = timezone.now() + when.get("after", timedelta())
    return services.sign_in(name=name, password=password, host=HOST, now=now)


def deeds() -> list[str]:
    return [entry.action for entry in Entry.objects.order_by("sequence")]


def test_the_first_administrator_opens_an_account_by_link(office: Tenant) -> None:
    account = opened(office)
    assert account.role == Role.ADMINISTRATOR
    assert attempt() == account
    assert deeds() == ["access:link:made", "access:account:opened", "access:account:signed_in"]


def test_a_second_link_leads_to_the_same_account_and_ends_the_first(office: Tenant) -> None:
    first = services.invite_administrator(office)
    services.invite_administrator(office)
    assert Account.objects.count() == OneTimeLink.objects.count() == 1
    with pytest.raises(LinkSpent):
        services.account_of_link(token_of(first))


def test_a_link_works_once(office: Tenant) -> None:
    token = token_of(services.invite_administrator(office))
    services.accept_link(token=token, sign_in_name="ada", password=PASSWORD)
    with pytest.raises(LinkSpent):
        services.accept_link(token=token, sign_in_name="eve", password=PASSWORD)


def test_a_link_lives_a_day(office: Tenant) -> None:
    token = token_of(services.invite_administrator(office))
    OneTimeLink.objects.update(expires_at=timezone.now())
    with pytest.raises(LinkSpent):
        services.account_of_link(token)
    assert services.forget_spent_links() == 1


@pytest.mark.parametrize("token", ["", "nonsense", "!!!", "ä" * 64, "A" * 64, "A" * 10_000])
def test_a_link_that_was_made_up_opens_nothing(office: Tenant, token: str) -> None:
    with pytest.raises(LinkSpent):
        services.account_of_link(token)


def test_the_token_itself_is_kept_nowhere(office: Tenant) -> None:
    token = token_of(services.invite_administrator(office))
    with connection.cursor() as cursor:
        cursor.execute("SELECT access_onetimelink::text FROM access_onetimelink")
        assert token not in cursor.fetchone()[0]


@pytest.mark.parametrize(
    "password", ["short", "password12345", "123456789012", "my name is ada!!", ""]
)
def test_a_weak_password_is_refused_and_the_link_stays_good(office: Tenant, password: str) -> None:
    token = token_of(services.invite_administrator(office))
    with pytest.raises(PasswordRefused):
        services.accept_link(token=token, sign_in_name="ada", password=password)
    account = services.accept_link(token=token, sign_in_name="ada", password=PASSWORD)
    assert attempt() == account


def test_a_name_that_nobody_could_see_is_refused(office: Tenant) -> None:
    token = token_of(services.invite_administrator(office))
    with pytest.raises(NameRefused):
        services.accept_link(token=token, sign_in_name="a\u200bda", password=PASSWORD)


def test_two_accounts_can_not_share_a_name(office: Tenant) -> None:
    opened(office)
    token = token_of(services.invite(owner=office.pk).path)
    with pytest.raises(NameTaken):
        services.accept_link(token=token, sign_in_name="ADA ", password=PASSWORD)


def test_unknown_wrong_and_locked_look_alike_but_are_audited(office: Tenant) -> None:
    account = opened(office)
    assert attempt("nobody") is None
    assert attempt(password="wrong") is None
    Account.objects.update(locked_until=timezone.now() + timedelta(minutes=1))
    assert attempt() is None
    failed = Entry.objects.filter(action="access:account:sign_in_failed").order_by("sequence")
    assert [entry.object_id for entry in failed] == [None, account.pk, account.pk]
    assert {entry.decision for entry in failed} == {"refused"}


def test_fifteen_failures_lock_and_ten_minutes_unlock(office: Tenant) -> None:
    """PBX-11."""
    opened(office)
    for _ in range(15):
        attempt(password="wrong")
    assert attempt() is None
    assert attempt(after=timedelta(minutes=9)) is None
    assert attempt(after=timedelta(minutes=10, seconds=1)) is not None
    assert deeds().count("access:account:locked") == 1


def test_a_success_forgives_what_was_mistyped_before(office: Tenant) -> None:
    opened(office)
    for _ in range(14):
        attempt(password="wrong")
    assert attempt() is not None
    assert attempt(password="wrong") is None
    assert attempt() is not None


def test_attempts_that_nobody_finished_lock_too(office: Tenant) -> None:
    """A crash between counting and checking leaves no account shut for ever."""
    opened(office)
    Account.objects.update(failures=15)
    assert attempt() is None
    assert attempt(after=timedelta(minutes=11)) is not None


def test_a_name_is_found_in_its_own_tenant_only(office: Tenant, hotel: Tenant) -> None:
    opened(office)
    with within(hotel.pk):
        guest = opened(hotel)
    assert attempt("ada@hotel.example") == guest
    assert attempt("ada") != guest
    assert attempt("ada@office.example") == attempt("ada")


def test_names_come_back_after_a_crash_of_the_database(office: Tenant) -> None:
    account = opened(office)
    SignInName.objects.all().delete()  # As PostgreSQL leaves an UNLOGGED table.
    assert not services.are_names_whole()
    assert services.rebuild_names() == 1
    assert services.are_names_whole()
    assert attempt() == account


def test_a_removed_account_leaves_no_name_behind(office: Tenant) -> None:
    account = opened(office)
    assert services.remove_accounts(owner=account.owner) == 1
    assert not SignInName.objects.exists()
    assert attempt() is None


def test_the_table_of_accounts_holds_no_clear_name(office: Tenant) -> None:
    opened(office, "ada.lovelace")
    with connection.cursor() as cursor:
        cursor.execute("SELECT encode(about_owner, 'escape') FROM access_account")
        assert "lovelace" not in cursor.fetchone()[0]


def test_an_erased_subject_s_name_leads_nowhere(office: Tenant) -> None:
    account = opened(office)
    services.forget_names_of(account.owner)
    assert not SignInName.objects.exists()
