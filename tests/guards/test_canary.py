"""The canary: everything declared is shown to its person, and nothing of it survives erasing."""

import io
import json
import subprocess
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from psycopg import sql

from sotto.features.directory.models import EdgeDevice
from sotto.features.directory.services import add_device, add_person
from sotto.personal_data.access import items_about
from sotto.personal_data.actor import acting
from sotto.personal_data.registry import holdings
from sotto.personal_data.vocabulary import Erase
from sotto.trust.dataprotection.services import erase_subject, export_subject
from sotto.trust.tenants.models import Tenant
from sotto.trust.tenants.services import open_tenant, within
from tests.guards.canary import Canary, as_text, populate

_ROWS = sql.SQL("SELECT t::text FROM {} t")
pytestmark = [pytest.mark.guard, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def tenant(transactional_db: None) -> Iterator[Tenant]:
    """Really committed, so that heap and write-ahead log have what they would have."""
    from sotto.features.directory.services import rebuild_projections

    with acting():
        tenant = open_tenant(name="Canaries", domain="canary.example")
        rebuild_projections()
        yield tenant


@pytest.fixture
def ada(tenant: Tenant) -> Canary:
    """Somebody with a row in every role of every table, beside Bob in the others."""
    ada, bob = Canary("ada"), Canary("bob")
    with within(tenant.pk):
        assert populate(tenant, ada, bob) >= len(list(holdings()))
    return ada


@pytest.fixture
def bob(tenant: Tenant, ada: Canary) -> Canary:
    bob = Canary("bob")
    with within(tenant.pk):
        populate(tenant, bob, ada)
    return bob


def test_the_export_holds_every_marker_of_its_person_and_none_of_anybody_else(
    tenant: Tenant, ada: Canary, bob: Canary
) -> None:
    archive = _archive(tenant, ada)
    missing = {marker for marker in _readable(tenant, ada) if marker not in archive}
    assert not missing
    assert not {marker for marker in bob.markers - ada.markers if marker in archive}
    assert archive.count("RIFF") == ada.files  # Each as a WAV file.


def test_erasing_leaves_no_marker_anywhere(tenant: Tenant, ada: Canary, bob: Canary) -> None:
    before = _of_bob_alone(tenant, bob, ada)
    erase_subject(tenant.pk, ada.subject)
    _settle()
    assert not _on_disk(ada.markers)
    assert not _found(ada.markers, _dump())
    assert not _found(ada.markers, _tables())
    assert _of_bob_alone(tenant, bob, ada) == before


def test_erasing_reaches_the_clear_copies_from_which_calls_are_routed(tenant: Tenant) -> None:
    name, address = Canary("carol").marker(), f"{Canary('carol').marker()}@example.org"
    with within(tenant.pk):
        carol = add_person(name=name, extension="70431985", email=address)
        add_device(person=carol)
        dave = add_person(name="Dave Example", extension="2002")
        username = add_device(person=dave).username
    markers = {name, address, "70431985"}
    assert _found(markers, _pages()) == {name, "70431985"}  # Routing needs them in the clear,
    _settle()
    assert not _on_disk(markers)  # yet neither in the write-ahead log nor in any other file.
    erase_subject(tenant.pk, carol.owner)
    _settle()
    assert not _found(markers, _pages())
    assert not _on_disk(markers)
    assert list(EdgeDevice.objects.values_list("username", flat=True)) == [username]


def test_an_erased_person_cannot_be_shown_any_more(tenant: Tenant, ada: Canary) -> None:
    erase_subject(tenant.pk, ada.subject)
    archive = _archive(tenant, ada)
    assert not {marker for marker in ada.markers if marker in archive}


def test_erasing_twice_does_no_harm(tenant: Tenant, ada: Canary, bob: Canary) -> None:
    first = erase_subject(tenant.pk, ada.subject)
    second = erase_subject(tenant.pk, ada.subject)
    assert first.pk == second.pk
    assert _archive(tenant, bob)


def test_the_search_itself_finds_a_marker_that_was_left_behind(tenant: Tenant) -> None:
    """Without this the proof could be a search that finds nothing anywhere."""
    marker = Canary("left").marker()
    Tenant.objects.filter(pk=tenant.pk).update(name=marker)
    assert any("/pg_wal/" in name for name in _on_disk({marker}))
    _settle()
    assert any("/base/" in name for name in _on_disk({marker}))
    assert _found({marker}, _dump())


def _archive(tenant: Tenant, canary: Canary) -> str:
    """All text of an archive, its files included."""
    raw = io.BytesIO()
    export_subject(tenant.pk, canary.subject, to=raw)
    with zipfile.ZipFile(raw) as archive:
        person = json.loads(archive.read("person.json"))
        texts = [archive.read(name).decode(errors="replace") for name in archive.namelist()]
    assert person["format"] == "sotto person archive 2"
    return "\n".join(texts)


def _readable(tenant: Tenant, canary: Canary) -> set[str]:
    """The markers less secrets, which are named and not shown, and audio, which is played."""
    secrets = set()
    with within(tenant.pk):
        for holding in holdings():
            for row in holding.rows_about(canary.subject):
                for secret in holding.declared.secrets:
                    column, _, name = secret.partition(".")
                    if name:
                        secrets.add(getattr(row, column)[name])
    return {marker for marker in canary.markers - secrets if not marker.startswith("file-")}


def _of_bob_alone(tenant: Tenant, bob: Canary, ada: Canary) -> list[str]:
    """Bob's items in rows that outlive Ada: all, but those that Ada owns with him."""
    shared = {one.label for one in holdings() if Erase.DELETE_ROW in one.declared.erase.values()}
    with within(tenant.pk):
        return sorted(
            as_text({name: value for name, value in item.values.items() if "bob" in as_text(value)})
            for item in items_about(bob.subject)
            if item.table not in shared
        )


def _settle() -> None:
    """Write everything out, as a busy server does sooner or later."""
    connection.close()
    with _superuser() as database:
        database.execute("CHECKPOINT")
        database.execute("SELECT pg_switch_wal()")


def _everything_on_disk() -> dict[str, bytes]:
    """Heap, indexes, write-ahead log, sealed files, logs, keyring: every file of the state."""
    with _superuser() as database:
        [data] = database.execute("SHOW data_directory").fetchone() or [""]
        [name] = database.execute(
            "SELECT oid FROM pg_database WHERE datname = %s",
            (str(settings.DATABASES["default"]["NAME"]),),
        ).fetchone() or [""]
    folders = [
        Path(data) / "pg_wal",
        Path(data) / "base" / str(name),
        Path(data) / "base" / "pgsql_tmp",
        Path(data) / "global",
        settings.SOTTO.state_dir,
    ]
    return {
        str(path): path.read_bytes()
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "/run/postgres/" not in str(path)
    }


def _dump() -> bytes:
    return subprocess.run(
        [
            "/usr/lib/postgresql/15/bin/pg_dump",
            "--no-unlogged-table-data",
            f"--host={settings.SOTTO.postgres_socket_dir}",
            "--username=postgres",
            str(settings.DATABASES["default"]["NAME"]),
        ],
        check=True,
        capture_output=True,
    ).stdout


def _tables() -> bytes:
    """Every table's rows as the superuser sees them, the UNLOGGED projections included."""
    with _superuser() as database:
        names = [
            row[0]
            for row in database.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            ).fetchall()
        ]
        texts = [
            str(database.execute(_ROWS.format(sql.Identifier(name))).fetchall()) for name in names
        ]
    return "\n".join(texts).encode()


def _pages() -> bytes:
    """The projections' pages as they are, bytes of deleted rows included.

    No checkpoint writes UNLOGGED pages to their files, so they are read from PostgreSQL itself.
    """
    with _superuser() as database:
        database.execute("CREATE EXTENSION IF NOT EXISTS pageinspect")
        raw = [
            row[0]
            for table in ("edge_device", "edge_number", "directory_other_party_index")
            for row in database.execute(
                "SELECT get_raw_page(%(table)s::text, page) FROM generate_series(0, "
                "pg_relation_size(%(table)s::text::regclass) / 8192 - 1) page",
                {"table": table},
            ).fetchall()
        ]
        database.execute("DROP EXTENSION pageinspect")  # Else the document says: one too many.
    return b"".join(raw)


def _on_disk(markers: Iterable[str]) -> dict[str, set[str]]:
    """The files that hold a marker."""
    found = {name: _found(markers, raw) for name, raw in _everything_on_disk().items()}
    return {name: markers for name, markers in found.items() if markers}


def _found(markers: Iterable[str], raw: bytes) -> set[str]:
    return {marker for marker in markers if marker.encode() in raw}


def _superuser() -> psycopg.Connection:
    return psycopg.connect(
        host=str(settings.SOTTO.postgres_socket_dir),
        user="postgres",
        dbname=str(settings.DATABASES["default"]["NAME"]),
        autocommit=True,
    )
