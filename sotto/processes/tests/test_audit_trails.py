"""The jobs process signs every tenant's trail, and goes on when one of them can't be signed."""

from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from sotto.personal_data.actor import acting
from sotto.processes.jobs.audit_trails import AuditTrails
from sotto.trust.audit.services import latest_checkpoint
from sotto.trust.audit.services.folder import folder_of
from sotto.trust.audit.tests.conftest import do, forget
from sotto.trust.tenants.models import Tenant
from sotto.trust.tenants.services import open_tenant

pytestmark = pytest.mark.room


@pytest.fixture
def tenants(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[list[Tenant]]:
    with django_db_blocker.unblock(), acting():
        made = [open_tenant(name=name, domain=f"{name}.trails.example") for name in "ab"]
        yield made
        for tenant in made:
            forget(tenant)


def _size(tenant: Tenant) -> int:
    signed = latest_checkpoint(tenant.pk)
    return 0 if signed is None else signed.checkpoint.size


def test_every_tenant_gets_its_checkpoint(tenants: list[Tenant]) -> None:
    trails = AuditTrails()
    for step in (1, 2):
        for tenant in tenants:
            do(tenant, 2)
        trails.keep()
        assert [_size(tenant) for tenant in tenants] == [2 * step, 2 * step]


def test_a_damaged_trail_is_said_once_and_holds_up_no_other(
    tenants: list[Tenant], capsys: pytest.CaptureFixture[str]
) -> None:
    trails = AuditTrails()
    for tenant in tenants:
        do(tenant, 1)
    trails.keep()
    folder_of(tenants[0].pk).delete("checkpoint")
    for _ in range(3):
        do(tenants[1], 1)
        trails.keep()
    assert _size(tenants[1]) == 4
    said = "".join(capsys.readouterr())
    assert said.count("audit.trail_not_signed") == 1
    assert str(tenants[0].pk) in said
