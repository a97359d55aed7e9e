"""`sotto audit prune`, where a legal hold needs an old entry."""

import json
from contextlib import nullcontext
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from typer.testing import CliRunner, Result

from sotto.personal_data.vocabulary import AUDIT_TRAIL
from sotto.processes.cli import audit, session
from sotto.trust.audit.models import Entry
from sotto.trust.audit.services import integrate
from sotto.trust.retention.tests.test_held import hold_on
from sotto.trust.tenants.models import Tenant

pytestmark = pytest.mark.room
LONG_AGO = datetime(2024, 1, 1, tzinfo=UTC)


@pytest.fixture
def office(office: Tenant, monkeypatch: pytest.MonkeyPatch) -> Tenant:
    """The one that commands are about."""
    monkeypatch.setattr(session, "_application_user", nullcontext)
    monkeypatch.setattr(session, "first_tenant", lambda: office)
    return office


def run(*arguments: str) -> Result:
    return CliRunner().invoke(audit.app, arguments, catch_exceptions=False)


def test_who_prunes_hears_that_a_legal_hold_stops_it(office: Tenant) -> None:
    person = uuid4()
    deed = {"actor": "system", "interface": "web", "action": "room:thing:done"}
    Entry.objects.bulk_create(
        Entry(tenant_id=office.pk, at=LONG_AGO, owner=person if index == 300 else None, **deed)
        for index in range(600)
    )
    integrate(office.pk)
    hold_on(person, retention=AUDIT_TRAIL.code)
    asked = run("prune", "--before", "2025-01-01")
    assert "Would be deleted: 256 entries." in asked.output
    assert "It stops at entry 300: a legal hold needs it" in asked.output
    told = json.loads(run("prune", "--before", "2025-01-01", "--json").output)
    assert told == {"would_be_pruned": 256, "kept": 256, "stopped_at": 300}
