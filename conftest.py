"""Fixtures that every room's tests share: a tenant, and somebody who acts."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from pytest_django import DjangoDbBlocker

from tests.state import make_database

if TYPE_CHECKING:
    from sotto.trust.tenants.models import Tenant


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker, keyring_process: None) -> None:
    """In place of pytest-django's: our roles, and row-level security as in production."""
    from sotto.features.directory.services import rebuild_projections

    with django_db_blocker.unblock():
        make_database()
        rebuild_projections()  # Whole for each test that finds them so.


@pytest.fixture
def office(db: None) -> Iterator["Tenant"]:
    """A tenant with whole projections, within which the test runs, done by the system."""
    from sotto.features.directory.services import are_projections_whole, rebuild_projections
    from sotto.personal_data.actor import acting
    from sotto.trust.tenants.services import open_tenant, within

    with acting():
        tenant = open_tenant(name="Office", domain="office.example")
        if not are_projections_whole():
            rebuild_projections()
        with within(tenant.pk):
            yield tenant


@pytest.fixture
def hotel(db: None) -> "Tenant":
    """Another tenant, that must see nothing of the office."""
    from sotto.trust.tenants.services import open_tenant

    return open_tenant(name="Hotel", domain="hotel.example")
