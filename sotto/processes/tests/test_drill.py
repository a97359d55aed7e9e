"""The drill: restored into a cluster of its own, opened with the living keys, and counted."""

import fcntl
import io
import os
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from sotto.features.voicemail.models import Message
from sotto.keyring.periods import Period
from sotto.lib.age import AgeReader
from sotto.personal_data.keys import keyring
from sotto.personal_data.sealed_file import path_of
from sotto.personal_data.vocabulary import CALL_DETAIL
from sotto.processes.setup import drill
from sotto.processes.setup.drill import Drilled, Wish
from sotto.trust.backup import queries, services
from sotto.trust.backup.rules import Findings
from sotto.trust.backup.tests.offices import KEY, Office, backed_up, opened_office
from sotto.trust.dataprotection.services import erase_subject
from sotto.trust.tenants.services import within
from tests.guards.canary import Canary, populate

pytestmark = [pytest.mark.room, pytest.mark.django_db(transaction=True)]

_LEAST_VALUES = 30


@pytest.fixture
def office(transactional_db: None) -> Iterator[Office]:
    with opened_office() as office:
        yield office


@pytest.fixture
def as_in_production(office: Office) -> Iterator[Office]:
    """The drill's process is the application's user: it may reach the keyring, and its folder."""
    living = settings.SOTTO
    shutil.chown(living.drill_dir, living.app_user, living.app_user)
    for path in (living.keyring_socket.parent, living.keyring_socket):
        shutil.chown(path, living.app_user)
    yield office
    assert not list(living.drill_dir.iterdir())  # Whatever happened, nothing of it stays.


@contextmanager
def a_worker() -> Iterator[None]:
    """As each system has one that is up."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id")
        [worker] = cursor.fetchone()
        yield
        cursor.execute("DELETE FROM procrastinate_workers WHERE id = %s", [worker])


def drilled(raw: bytes, path: Path, *, identities: str = KEY.secret()) -> Drilled:
    path.write_bytes(raw)
    wish = Wish(identities, "", queries.erased_beyond_recall())
    connection.close()
    with path.open("rb") as file:
        return drill.run(settings.SOTTO, file, wish)


def test_of_the_erased_nothing_opens_and_of_the_living_everything(
    as_in_production: Office, tmp_path: Path
) -> None:
    """A backup of ninety days ago: people erased and restricted, a month forgotten since."""
    office, tenant = as_in_production, as_in_production.tenant.pk
    carol = office.hire("2003", "Carol Example")
    with a_worker():
        raw = backed_up()
    manifest = services.check_backup(io.BytesIO(raw), [KEY]).manifest
    erase_subject(tenant, office.people["2001"])
    keyring().restrict(tenant, carol, ["verify"], actor="system")
    month = Period.of(CALL_DETAIL.code, datetime.now(UTC).date())
    keyring().destroy_period(tenant, month, actor="system")
    done = drilled(raw, tmp_path / "backup")
    found = done.findings
    assert found.passed
    assert (found.people_erased, found.erased_opened, found.files_erased_opened) == (1, 0, 0)
    assert found.erased_closed > 3  # Person, number, device, her side of calls and messages.
    assert found.living_closed == found.files_living_closed == found.files_missing == 0
    assert found.living_opened > 3
    assert (found.files_living_opened, found.files_erased_closed) == (1, 1)
    assert found.forgotten >= 3  # Calls: no damage, retention.
    assert found.restricted > 3
    assert (found.rows, found.rows_differ) == (manifest.rows - 1, 0)  # The worker stays away.
    services.note_drill(
        backup=done.backup,
        backup_made_at=done.backup_made_at,
        began_at=datetime.now(UTC),
        findings=found,
    )
    latest = queries.latest_drill()
    assert latest is not None
    assert latest.passed
    assert Findings.from_json(latest.report) == found


def test_a_canary_opens_from_its_backup_while_it_lives_and_nothing_of_it_once_erased(
    as_in_production: Office, tmp_path: Path
) -> None:
    """With a marker in every place of every table: the very values that opened are closed."""
    tenant, ada, bob = as_in_production.tenant, Canary("ada"), Canary("bob")
    with within(tenant.pk):
        populate(tenant, ada, bob)
        in_her_files = {one for one in ada.markers if one.startswith("file-")}
    raw = backed_up()
    before = drilled(raw, tmp_path / "backup").findings
    erase_subject(tenant.pk, ada.subject)
    after = drilled(raw, tmp_path / "backup").findings
    assert (before.passed, after.passed) == (True, True)
    assert (before.people_erased, after.people_erased) == (0, 1)
    assert (after.erased_opened, after.files_erased_opened) == (0, 0)
    assert after.erased_closed == before.living_opened - after.living_opened > _LEAST_VALUES
    assert after.files_erased_closed == before.files_living_opened - after.files_living_opened
    assert after.files_erased_closed >= len(in_her_files) > 0
    clear = AgeReader(io.BytesIO(raw), [KEY]).read()
    assert not [marker for marker in ada.markers if marker.encode() in clear]


def test_the_raw_backup_holds_no_marker_of_anybody(office: Office) -> None:
    """What lies in it of the erased is ciphertext, whose key is gone."""
    raw = backed_up()
    erase_subject(office.tenant.pk, office.people["2001"])
    clear = AgeReader(io.BytesIO(raw), [KEY]).read()
    for marker in (b"Ada Example", b"2001@office.example", b"+49301234567", b"Grace Stranger"):
        assert marker not in clear
        assert marker.hex().encode() not in clear
    with tarfile.open(fileobj=io.BytesIO(clear)) as archive:  # And the search searches something.
        assert any(one.name.startswith("tables/directory_person/") for one in archive)
    assert office.tenant.pk.bytes in clear


def test_what_is_not_as_it_should_be_fails_the_drill(
    as_in_production: Office, tmp_path: Path
) -> None:
    """A key lost without a word in the ledger, one that is back, a file with a changed bit."""
    office, tenant = as_in_production, as_in_production.tenant.pk
    carol = office.hire("2003", "Carol Example")
    with within(tenant):
        path = path_of(tenant, Message.objects.get(owner=carol).audio)
    sealed = bytearray(path.read_bytes())
    sealed[-1000] ^= 1
    path.write_bytes(sealed)
    backup = tmp_path / "backup"
    backup.write_bytes(backed_up())
    keyring().set_tombstone(tenant, office.people["2001"], actor="system")
    keyring().destroy(tenant, office.people["2001"], actor="system")
    claimed = [(str(tenant), str(office.people["2002"]))]
    connection.close()
    with backup.open("rb") as file:
        found = drill.run(settings.SOTTO, file, Wish(KEY.secret(), "", claimed)).findings
    assert not found.passed
    assert found.living_closed > 3
    assert found.erased_opened > 3
    assert (found.files_living_closed, found.files_erased_opened, found.damaged) == (1, 1, 1)


def test_a_refusal_inside_is_the_same_outside(as_in_production: Office, tmp_path: Path) -> None:
    raw = backed_up()
    with pytest.raises(services.BackupDamaged):
        drilled(raw[:-1], tmp_path / "cut")


def test_only_one_drill_at_a_time(as_in_production: Office, tmp_path: Path) -> None:
    folder = os.open(settings.SOTTO.drill_dir, os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX)
    try:
        with pytest.raises(services.DrillRuns):
            drilled(backed_up(), tmp_path / "backup")
    finally:
        os.close(folder)
