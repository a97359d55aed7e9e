"""Reading about people is audited, not only changing: every page and every command that shows any.

The addresses are those of the tenant sweep, where each must stand: one that shows people and leaves
no entry fails here. PBX-80, UCC-80.
"""

from contextlib import nullcontext

import pytest
from django.test import Client
from django.urls import reverse
from typer.testing import CliRunner

from sotto.processes.cli import session
from sotto.processes.cli.app import app
from sotto.trust.audit.models import Entry
from sotto.trust.audit.services import integrate
from sotto.trust.tenants.models import Tenant
from tests.guards import test_tenant_sweep as sweep
from tests.guards.test_tenant_sweep import LISTS, MARKER, WITH_IDS, World, address_of

pytestmark = pytest.mark.guard

world = sweep.world

READ = [*LISTS, *(name for name, (method, _) in WITH_IDS.items() if method == "GET")]

# Pages that name nobody, and leave no entry: each is seen not to.
NAMES_NOBODY = {
    "first-page": "Counts only.",
    "data-protection": "Counts only.",
    "audit:state": "Sizes and a hash.",
    "dataprotection:certificate": "A pseudonym that leads nowhere.",
    "dataprotection:certificate-file": "A pseudonym that leads nowhere.",
    "dataprotection:erasure-progress": "Times alone, for a page that was recorded itself.",
    "dataprotection:new-erasure": "An empty form.",
    "dataprotection:new-hold": "An empty form.",
    "document:page": "What the system does, not to whom.",
    "requests:intake": "An empty form.",
    "retention:log": "Counts only.",
    "retention:masking": "Widths and ages.",
    "retention:period": "Periods only.",
}
EXTENSION = "2001"
COMMANDS = (
    ("person", "list"),
    ("person", "print", EXTENSION),
    ("device", "list", EXTENSION),
    ("call", "list"),
    ("call", "list", EXTENSION),
    ("voicemail", "list", EXTENSION),
    ("audit", "list"),
)


def _entries() -> int:
    return Entry.objects.count()


def _address(name: str, world: World) -> str:
    return address_of(name, world) if name in WITH_IDS else reverse(name)


@pytest.fixture
def browser(world: World, office: Tenant) -> Client:
    """Nothing that the first look of a session leaves is mistaken for what a page leaves."""
    world.browser.get("/")
    integrate(office.pk)  # A proof is to be had of what is signed.
    return world.browser


@pytest.mark.parametrize("name", [name for name in READ if name not in NAMES_NOBODY])
def test_who_looks_at_people_leaves_an_entry(name: str, world: World, browser: Client) -> None:
    before = _entries()
    browser.get(_address(name, world))
    assert _entries() > before
    newest = Entry.objects.order_by("-sequence")[0]
    assert newest.actor not in {"system", ""}


@pytest.mark.parametrize("name", NAMES_NOBODY)
def test_what_leaves_no_entry_names_nobody(name: str, world: World, browser: Client) -> None:
    before = _entries()
    page = browser.get(_address(name, world)).text
    assert _entries() == before
    assert MARKER not in page


def test_listening_leaves_an_entry_about_whose_message_it_was(world: World) -> None:
    world.browser.get(address_of("voicemail:audio", world))
    entry = Entry.objects.get(action="voicemail:message:read")
    assert entry.object_id == world.ids["message"]
    assert entry.owner is not None


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_a_command_that_shows_people_leaves_an_entry(
    arguments: tuple[str, ...], world: World, office: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "_application_user", nullcontext)
    monkeypatch.setattr(session, "first_tenant", lambda: office)
    ran = CliRunner().invoke(app, list(arguments), catch_exceptions=False)
    assert ran.exit_code == 0, ran.output
    action = f"command:{arguments[0]}:{arguments[1]}"
    entry = Entry.objects.get(action=action)
    assert (entry.actor, entry.interface) == ("uid:0", "command line")
    assert not any(EXTENSION in one.action for one in Entry.objects.all())
