"""A transaction and its tenant begin together, and end together, whatever happens in between."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from django.db import OperationalError, connection, transaction

from sotto.personal_data.actor import acting
from sotto.trust.tenants.services import NoTenant, current_tenant, open_tenant, within
from tests.state import as_role

pytestmark = [pytest.mark.room, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def tenant(transactional_db: None) -> Iterator[UUID]:
    with acting():
        yield open_tenant(name="House", domain="house.example").pk


def chosen() -> str:
    """As the database has it: what its rules compare."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('sotto.tenant', true)")
        return str(cursor.fetchone()[0] or "")


def test_the_choice_ends_with_its_transaction(tenant: UUID) -> None:
    with within(tenant):
        assert (chosen(), current_tenant()) == (str(tenant), tenant)
    assert chosen() == ""
    with pytest.raises(NoTenant):
        current_tenant()


def test_a_failure_takes_the_choice_along(tenant: UUID) -> None:
    with pytest.raises(ZeroDivisionError), within(tenant):
        assert 1 / 0
    assert chosen() == ""


def test_within_another_tenant_the_outer_one_comes_back(tenant: UUID) -> None:
    other = open_tenant(name="Other", domain="other.example").pk
    with within(tenant):
        with within(other):
            assert chosen() == str(other)
        assert chosen() == str(tenant)


def test_inside_a_transaction_that_has_begun_the_choice_ends_before_it(tenant: UUID) -> None:
    with transaction.atomic():
        with within(tenant):
            assert chosen() == str(tenant)
        assert chosen() == ""


def test_what_is_written_is_there_or_rolled_back_as_a_whole(tenant: UUID) -> None:
    def half() -> None:
        with within(tenant):
            open_tenant(name="Half", domain="half.example")
            assert 1 / 0

    with pytest.raises(ZeroDivisionError):
        half()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM tenants_tenant WHERE domain = 'half.example'")
        assert cursor.fetchone() == (0,)


def test_a_connection_that_was_cut_fails_once_as_the_database_being_away(tenant: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [pid] = cursor.fetchone()
    with as_role("postgres", str(connection.settings_dict["NAME"])) as database:
        database.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    with pytest.raises(OperationalError), within(tenant):
        raise AssertionError("nothing may be done without a transaction")
    connection.close()
    with within(tenant):
        assert chosen() == str(tenant)
