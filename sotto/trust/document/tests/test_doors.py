"""What is answered on a port is looked at as it is answered: weaken it, and its line is red."""

import ssl
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from socket import socket

import pytest
from django.conf import settings
from django.test import override_settings

from sotto.trust.document.rules import Verdict
from sotto.trust.document.services.probing import run
from sotto.trust.document.tests.doors import Door
from sotto.trust.tenants.models import Tenant

pytestmark = pytest.mark.room

SAFE = Door()
OLD = replace(SAFE, oldest=ssl.TLSVersion.TLSv1)
EXPIRING = replace(SAFE, lives=timedelta(days=3))
LETS_IN = replace(SAFE, sip_answer=b"SIP/2.0 200 OK\r\n\r\n")
WEAK: list[tuple[str, str, Door]] = [
    ("wire.sip_tls", "TLS 1.0", OLD),
    ("wire.web_tls", "TLS 1.0", OLD),
    ("wire.certificate", "three days left", EXPIRING),
    ("wire.stranger_refused", "a stranger is let in", LETS_IN),
    ("wire.transport_security", "none", SAFE.without("Strict-Transport-Security")),
    ("wire.transport_security", "a minute", SAFE.saying("Strict-Transport-Security", "max-age=60")),
    ("wire.content_policy", "none", SAFE.without("Content-Security-Policy")),
    (
        "wire.content_policy",
        "inline scripts",
        SAFE.saying("Content-Security-Policy", "default-src 'self' 'unsafe-inline'"),
    ),
    ("wire.framing", "none", SAFE.without("X-Frame-Options")),
    ("wire.no_store", "cached", SAFE.saying("Cache-Control", "public, max-age=60")),
    ("wire.sniffing", "none", SAFE.without("X-Content-Type-Options")),
    ("wire.referrer", "the whole address", SAFE.saying("Referrer-Policy", "unsafe-url")),
]


@pytest.fixture
def ports() -> Iterator[tuple[int, int]]:
    """Two free ports, and the settings name them."""
    with socket() as one, socket() as two:
        one.bind(("127.0.0.1", 0))
        two.bind(("127.0.0.1", 0))
        free = one.getsockname()[1], two.getsockname()[1]
    chosen = settings.SOTTO.ports.model_copy(update={"sip_tls": free[0], "web": free[1]})
    with override_settings(SOTTO=settings.SOTTO.model_copy(update={"ports": chosen})):
        yield free


@contextmanager
def standing(door: Door, ports: tuple[int, int], folder: Path) -> Iterator[None]:
    with (
        warnings.catch_warnings(action="ignore"),  # An old TLS is spoken on purpose.
        door.open(ports[0], folder),
        door.open(ports[1], folder),
    ):
        yield


@pytest.mark.parametrize(
    ("name", "weak"), [(n, d) for n, _, d in WEAK], ids=[f"{n}-{w}" for n, w, _ in WEAK]
)
def test_a_door_that_is_weakened_turns_its_line_red(
    name: str, weak: Door, ports: tuple[int, int], office: Tenant, tmp_path: Path
) -> None:
    with standing(SAFE, ports, tmp_path):
        assert run(name).verdict is Verdict.HOLDS
    with standing(weak, ports, tmp_path):
        assert run(name).verdict is Verdict.BROKEN


@pytest.mark.parametrize("name", sorted({name for name, _, _ in WEAK}))
def test_where_nobody_answers_nothing_is_said_to_be_in_order(
    name: str, ports: tuple[int, int], office: Tenant
) -> None:
    assert run(name).verdict is Verdict.UNKNOWN
