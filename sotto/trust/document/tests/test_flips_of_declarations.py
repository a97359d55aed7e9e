"""What is declared, stored, set or written down goes wrong, and the right line says so."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from shutil import chown
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import cast

import pytest
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from sotto.features.calls.models import Call
from sotto.features.directory.models import Person
from sotto.personal_data import envelope
from sotto.personal_data.fields import Sealed
from sotto.personal_data.registry import holding_of, holdings
from sotto.trust.access.models import Account
from sotto.trust.document.rules import Verdict
from sotto.trust.document.services import PROBES, probing
from sotto.trust.document.services.inventory import name_of
from sotto.trust.document.services.probes import proof, rights, storage
from sotto.trust.document.tests.flips import Attribute, Flip, mode, setting, superuser
from sotto.trust.document.tests.people import configured, row, verdict_of
from sotto.trust.tenants.models import Tenant

pytestmark = [pytest.mark.room, pytest.mark.django_db(transaction=True)]

NO_FLIP = {
    "collected.subjects": "it counts, and judges nothing",
    "retention.law": "no program knows the law; test_document shows how it reads",
}


def a_page_without_gate(request: HttpRequest) -> HttpResponse:
    raise NotImplementedError


urlpatterns = [
    path("", include("sotto.settings.urls")),
    path("gate/", a_page_without_gate, name="a-page-without-gate"),
]


def a_call_that_says_nothing(tenant: Tenant) -> Call:
    facts = dict.fromkeys(("started_at", "answered_at", "ended_at", "outcome", "sip_code"))
    return Call.objects.create(tenant=tenant, facts=facts, protection={})


@contextmanager
def a_swap_partition_in_clear() -> Iterator[None]:
    with TemporaryDirectory() as folder:
        told = Path(folder) / "swaps"
        told.write_text("Filename Type Size Used Priority\n/dev/sda9 partition 1 0 -2\n")
        with Attribute(storage, "_SWAPS", told)():
            yield


@contextmanager
def an_installation_without_its_papers() -> Iterator[None]:
    with TemporaryDirectory() as folder:
        (Path(folder) / "SECURITY.md").write_text("Nothing.")
        with Attribute(proof, "_HOME", Path(folder))():
            yield


def anything_opens(*_: object) -> dict[str, str]:
    return {"said": "probe"}


SEALED = [one for one in Person._meta.local_concrete_fields if isinstance(one, Sealed)]
LOST = replace(
    holding_of(Person),
    model=cast(
        "type[Model]",
        SimpleNamespace(_meta=SimpleNamespace(label="lost", local_concrete_fields=SEALED)),
    ),
)

FLIPS: list[tuple[str, str, Flip]] = [
    (
        "collected.bases",
        "no purpose",
        Attribute(Person, "personal_data", replace(Person.personal_data, purpose="")),
    ),
    ("identity.roles", "a user is an officer, too", Attribute(Account, "is_officer", value=True)),
    (
        "identity.roles",
        "an officer administers, too",
        Attribute(Account, "is_administrator", Account.is_officer),
    ),
    ("identity.roles", "a page without gate", setting(ROOT_URLCONF=__name__)),
    ("rights.archive", "a table without a subject", Attribute(rights, "holdings", lambda: [LOST])),
    ("rights.consents", "no purpose declared", Attribute(rights, "consentables", list)),
    ("storage.tamper", "nothing is noticed", Attribute(envelope, "open_", anything_opens)),
    ("storage.disk", "almost full", Attribute(storage, "_LEAST_FREE", 1 << 60)),
    ("storage.swap", "in clear", a_swap_partition_in_clear),
    ("wire.protection_recorded", "a call says nothing", row(a_call_that_says_nothing)),
    ("operation.vulnerabilities", "no word of it", an_installation_without_its_papers),
]


@pytest.mark.parametrize(
    ("name", "flip"), [(n, f) for n, _, f in FLIPS], ids=[f"{n}-{w}" for n, w, _ in FLIPS]
)
def test_what_goes_wrong_turns_its_line_red(name: str, flip: Flip, people: Tenant) -> None:
    assert verdict_of(name, people) is Verdict.HOLDS
    with flip():
        assert verdict_of(name, people) is Verdict.BROKEN
    assert verdict_of(name, people) is Verdict.HOLDS


def test_a_folder_or_key_that_all_may_read_turns_its_line_red(
    people: Tenant, tmp_path: Path
) -> None:
    key = tmp_path / "server.key"
    key.touch(0o640)
    chown(tmp_path, "postgres")
    with configured(postgres_dir=tmp_path, certificates_dir=tmp_path)():
        for name, flip in (
            ("storage.postgres_folder", mode(lambda: tmp_path, 0o755)),
            ("wire.certificate_key", mode(lambda: key, 0o644)),
        ):
            assert verdict_of(name, people) is Verdict.HOLDS
            with flip():
                assert verdict_of(name, people) is Verdict.BROKEN


def test_one_column_more_turns_the_line_of_each_table_red(people: Tenant) -> None:
    tables = {name_of(one.model): one.model._meta.db_table for one in holdings()}
    assert _verdicts(tables, people) == {Verdict.HOLDS}
    _alter(tables.values(), "ADD COLUMN mobile text")
    assert _verdicts(tables, people) == {Verdict.BROKEN}
    _alter(tables.values(), "DROP COLUMN mobile")
    assert _verdicts(tables, people) == {Verdict.HOLDS}
    assert set(tables) == {name for name in PROBES if name.startswith("processed.")}


def _verdicts(names: dict[str, str], tenant: Tenant) -> set[Verdict]:
    return {verdict_of(name, tenant) for name in names}


def _alter(tables: Iterable[str], change: str) -> None:
    with superuser() as database:
        for table in tables:
            database.execute(f"ALTER TABLE {table} {change}")


def test_every_probe_has_its_flip() -> None:
    """In a test module of this room, by the name of its line."""
    named = {
        name
        for module in Path(__file__).parent.glob("test_*.py")
        for name in re.findall(r'"([a-z_]+\.[a-z_.]+)"', module.read_text())
    }
    lines = {name for name in probing.PROBES if not name.startswith("processed.")}
    assert lines - named == set()
    assert not [name for name in NO_FLIP if name not in lines]
