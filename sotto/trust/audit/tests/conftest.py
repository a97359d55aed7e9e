"""A trail that is really committed, and a witness beside it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from psycopg import sql
from pytest_django import DjangoDbBlocker

from sotto.personal_data.actor import acting
from sotto.trust.audit.services import Deed, record_all
from sotto.trust.tenants.models import Tenant
from sotto.trust.tenants.services import open_tenant, within


@pytest.fixture
def trail(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Tenant]:
    """A tenant whose entries are really committed, as integration needs them."""
    with django_db_blocker.unblock(), acting():
        tenant = open_tenant(name="Trail", domain=f"{uuid4().hex}.example")
        yield tenant
        forget(tenant)


@pytest.fixture
def neighbour(trail: Tenant) -> Iterator[Tenant]:
    """Another tenant with a trail."""
    tenant = open_tenant(name="Neighbour", domain=f"{uuid4().hex}.example")
    yield tenant
    forget(tenant)


def forget(tenant: Tenant) -> None:
    """What a transaction would undo; only this tenant's, since truncating all tables is slow."""
    with superuser() as database:
        for table in ("audit_verification", "audit_entry", "audit_tree"):
            statement = sql.SQL("DELETE FROM {} WHERE tenant_id = %s")
            database.execute(statement.format(sql.Identifier(table)), [tenant.pk])
        database.execute("DELETE FROM tenants_tenant WHERE id = %s", [tenant.pk])
    connection.close()


@pytest.fixture
def witness(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where checkpoints are copied to."""
    folder = tmp_path / "witness"
    configuration = settings.SOTTO.model_copy(update={"witness_dir": folder})
    monkeypatch.setattr(settings, "SOTTO", configuration)
    return folder


def do(tenant: Tenant, count: int, *, subject: UUID | None = None, detail: Any = None) -> None:
    """Record some deeds, committed. Any: JSON."""
    with within(tenant.pk):
        record_all([Deed("room:thing:done", subject=subject, detail=detail) for _ in range(count)])


def superuser() -> psycopg.Connection:
    """Whoever may do anything to the database."""
    parameters = connection.settings_dict
    return psycopg.connect(
        host=str(parameters["HOST"]),
        user="postgres",
        dbname=str(parameters["NAME"]),
        autocommit=True,
    )
