"""A neighbour that hangs turns its lines red; it stops neither the probe nor the others."""

import time
from collections.abc import Iterator
from datetime import timedelta
from socket import create_server

import pytest
from django.conf import settings

from sotto.trust.document.rules import Verdict
from sotto.trust.document.services import probing
from sotto.trust.document.services.probes.database import rows
from sotto.trust.document.services.probing import run
from sotto.trust.document.tests.flips import Attribute, superuser
from sotto.trust.tenants.models import Tenant
from sotto.trust.tenants.services import open_tenant, within

pytestmark = [pytest.mark.room, pytest.mark.django_db(transaction=True)]

PATIENCE_S = 5.0


@pytest.fixture
def open_office(transactional_db: None) -> Iterator[Tenant]:
    tenant = open_tenant(name="Office", domain="hanging.example")
    with within(tenant.pk):
        yield tenant


@pytest.mark.parametrize(
    "name", ["wire.sip_tls", "wire.web_tls", "wire.certificate", "wire.framing"]
)
def test_a_port_that_takes_a_call_and_says_nothing(name: str, open_office: Tenant) -> None:
    ports = settings.SOTTO.ports
    began = time.monotonic()
    address = str(settings.SOTTO.address)
    with create_server((address, ports.sip_tls)), create_server((address, ports.web)):
        finding = run(name)
    assert finding.verdict is Verdict.UNKNOWN
    assert time.monotonic() - began < PATIENCE_S


def test_a_table_that_is_locked(open_office: Tenant) -> None:
    began = time.monotonic()
    limit = Attribute(probing, "LIMIT", timedelta(seconds=0.5))
    with limit(), superuser() as other, other.transaction():
        other.execute("LOCK TABLE directory_person IN ACCESS EXCLUSIVE MODE")
        stuck, next_one = run("collected.subjects"), run("database.extensions")
    assert stuck.verdict is Verdict.UNKNOWN
    assert next_one.verdict is Verdict.HOLDS
    assert time.monotonic() - began < PATIENCE_S


def test_the_limit_ends_with_the_probe(open_office: Tenant) -> None:
    run("collected.subjects")
    assert rows("SHOW statement_timeout") == [("0",)]
