"""Restoring: back to the backup, less whoever was erased; whole or not at all."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import ProgrammingError, connection
from django.db.migrations.executor import MigrationExecutor

from sotto.features.directory.models import EdgeNumber
from sotto.features.voicemail.models import Message
from sotto.personal_data import erasure
from sotto.personal_data.keys import keyring
from sotto.personal_data.models import Erasure
from sotto.personal_data.sealed_file import StoredFile, path_of
from sotto.trust.audit.models import Entry
from sotto.trust.backup import services
from sotto.trust.backup.models import Restore
from sotto.trust.backup.services import Outcome, databases
from sotto.trust.backup.services.carry import kept_models
from sotto.trust.backup.tests.conftest import Restoring
from sotto.trust.backup.tests.offices import KEY, NOW, Office, backed_up, rebuild
from sotto.trust.dataprotection.services import ask_erasure, erase_subject
from sotto.trust.tenants.services import row_security, within

pytestmark = [pytest.mark.room, pytest.mark.django_db(transaction=True)]


def spoken(office: Office) -> list[bool]:
    """For each message, whether its audio can be heard."""
    with within(office.tenant.pk):
        readers = [StoredFile.of(one, "audio").open_() for one in Message.objects.all()]
        return [reader is not None and len(reader.read()) > 100 for reader in readers]


def test_what_serves_then_is_what_was_saved_and_what_stood_before_can_come_back(
    office: Office, restored: Restoring
) -> None:
    _begin_a_job()
    raw = backed_up()
    office.hire("2003", "Carol Example")
    with within(office.tenant.pk):
        gone = Message.objects.order_by("pk")[0]
        path_of(office.tenant.pk, gone.audio).unlink()
        gone.delete()
        before = list(Entry.objects.order_by("sequence").values_list("sequence", flat=True))
    outcome = restored(raw)
    assert office.names() == {"Ada Example", "Bob Example"}
    assert spoken(office) == [True, True]
    assert (outcome.files, outcome.erased_again) == (2, 0)
    _serves_at_once(office)
    _walls_stand(office)
    _trail_goes_on(office, before, outcome)
    with pytest.raises(services.NotYetConfirmed):
        restored(raw)
    services.undo_restore(rebuild=rebuild)
    assert office.names() == {"Ada Example", "Bob Example", "Carol Example"}
    assert spoken(office) == [True] * 2
    with pytest.raises(services.NothingToConfirm):
        services.undo_restore(rebuild=rebuild)


def _serves_at_once(office: Office) -> None:
    """Projections are filled, and the application may do what it must."""
    routes = EdgeNumber.objects.filter(kind="person").values_list("number", flat=True)
    assert set(routes) == {"2001", "2002"}
    office.hire("2004", "Dora Example")
    assert "Dora Example" in office.names()
    with connection.cursor() as cursor:  # What a worker was at is done again.
        cursor.execute("SELECT status FROM procrastinate_jobs WHERE task_name = 'backup.test'")
        assert cursor.fetchall() == [("todo",)]


def _begin_a_job() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status) "
            "VALUES ('default', 'backup.test', '{}', 'doing')"
        )


def _walls_stand(office: Office) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, count(*) FROM directory_person")
        assert cursor.fetchone() == ("sotto_app", 0)  # Without a tenant there is nothing.
    with pytest.raises(ProgrammingError, match="permission denied"), within(office.tenant.pk):
        Entry.objects.all().delete()


def _trail_goes_on(office: Office, before: list[int], outcome: Outcome) -> None:
    """Nothing that was done since the backup is forgotten, and the restore is told."""
    with within(office.tenant.pk):
        after = list(Entry.objects.order_by("sequence").values_list("sequence", flat=True))
        told = Entry.objects.get(action="backup:restore:done")
    assert after[: len(before)] == before
    assert told.object_id == outcome.backup
    assert outcome.carried >= len(before)


def test_who_was_erased_since_is_erased_again_and_nobody_else(
    office: Office, restored: Restoring
) -> None:
    """Neither who only asked, nor who cancelled what stood in the archive as asked."""
    ada, tenant = office.people["2001"], office.tenant.pk
    carol, dora = office.hire("2003", "Carol Example"), office.hire("2004", "Dora Example")
    cancelled = ask_erasure(tenant, carol, grace=timedelta(days=7))
    raw = backed_up()
    with within(tenant):
        erasure.cancel(erasure.locked(cancelled.pk))
    asked = ask_erasure(tenant, dora, grace=timedelta(days=7))
    erase_subject(tenant, ada)
    outcome = restored(raw)
    assert outcome.erased_again == 1
    assert office.names() == {"Bob Example", "Carol Example", "Dora Example"}
    assert spoken(office) == [True] * 3
    with within(tenant):
        assert not Message.objects.filter(owner=ada).exists()
        assert {one.pk for one in Erasure.objects.filter(cancelled_at=None, final_at=None)} == {
            asked.pk
        }
    folder = settings.SOTTO.files_dir / tenant.hex
    assert len([one for one in folder.rglob("*") if one.is_file()]) == 3


def test_a_hundred_erasures_since_are_all_replayed_whoever_knows_of_them(
    office: Office, restored: Restoring
) -> None:
    """Known to both, to the ledger alone (the keyring was set back), or to the keyring alone."""
    tenant = office.tenant.pk
    people = office.crowd(100)
    raw = backed_up()
    for subject in people[:60]:
        with within(tenant):
            erasure.make_final(erasure.begin(tenant, subject))
    for subject in people[30:]:
        keyring().set_tombstone(tenant, subject, actor="system")
        keyring().destroy(tenant, subject, actor="system")
    assert restored(raw).erased_again == 100
    assert office.names() == {"Ada Example", "Bob Example"}
    assert not any(keyring().destroy(tenant, subject, actor="system") for subject in people)
    with within(tenant):
        known = Erasure.objects.filter(subject__in=people, cancelled_at=None)
        assert known.count() == 100  # The ledger knows them all now.


def test_without_a_present_database_the_keyring_is_asked_and_the_gap_is_said(
    office: Office, restored: Restoring
) -> None:
    raw = backed_up()
    ada = office.people["2001"]
    office.hire("2003", "Carol Example")
    keyring().set_tombstone(office.tenant.pk, ada, actor="system")
    outcome = restored(raw, without_present=True)
    assert (outcome.erased_again, outcome.carried) == (1, 0)
    assert office.names() == {"Bob Example"}
    assert Restore.objects.get().report["carried"] == 0
    services.confirm_restore(now=NOW)
    assert not databases.exists(databases.before())
    assert Restore.objects.get().confirmed_at == NOW
    with pytest.raises(services.NothingToConfirm):
        services.confirm_restore(now=NOW)


def test_nobody_outside_refers_to_the_rows_that_stay(office: Office) -> None:
    """Else a restore could not exchange them."""
    kept = {model._meta.db_table for model in kept_models()}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint "
            "WHERE contype = 'f'"
        )
        references = cursor.fetchall()
    assert {"audit_entry", "personal_data_erasure", "backup_restore"} <= kept
    assert not [(table, to) for table, to in references if to in kept and table not in kept]


def test_a_system_in_use_refuses(office: Office, restored: Restoring) -> None:
    raw = backed_up()
    other = psycopg.connect(
        host=str(settings.SOTTO.postgres_socket_dir), user="sotto_app", dbname=databases.live()
    )
    with other, pytest.raises(services.SystemRuns):
        restored(raw)
    assert office.names() == {"Ada Example", "Bob Example"}


def test_an_older_schema_is_brought_forward(office: Office, restored: Restoring) -> None:
    """A backup of a Sotto that had no room for backups yet."""
    older = f"{databases.live()}_older"
    databases.make(older)
    try:
        with databases.on(older, role=databases.OWNER):
            executor = MigrationExecutor(connection)
            without = {("backup", None)} | {
                node for node in executor.loader.graph.leaf_nodes() if node[0] != "backup"
            }
            executor.migrate(sorted(without, key=str))
            with connection.cursor() as cursor:
                cursor.execute(f"GRANT USAGE ON SCHEMA public TO {row_security.BACKUP}")
                cursor.execute(
                    f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {row_security.BACKUP}"
                )
                cursor.execute(
                    f"GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO {row_security.BACKUP}"
                )
            raw = backed_up()
    finally:
        databases.drop(older)
    outcome = restored(raw)
    assert outcome.rows >= 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_migrations WHERE app = 'backup'")
        assert cursor.fetchone() == (1,)
    with databases.on(databases.live(), role=databases.OWNER):
        call_command("migrate", interactive=False, verbosity=0, check_unapplied=True)


def test_killed_before_it_serves_the_old_one_serves_on(
    office: Office, restored: Restoring, tmp_path: Path
) -> None:
    """Killed for real, in a process of its own: while it loads, and when little is left to do."""
    raw = backed_up()
    office.hire("2003", "Carol Example")
    (tmp_path / "backup").write_bytes(raw)
    connection.close()
    environment = {**os.environ, "SOTTO_TEST_IDENTITY": KEY.secret()}
    for point in ("progress", "rebuild"):
        script = KILLED.format(database=databases.live(), path=tmp_path / "backup", point=point)
        done = subprocess.run([sys.executable, "-c", script], check=False, env=environment)
        assert done.returncode == -signal.SIGKILL
        assert databases.exists(databases.fresh())  # Half of it, that nobody sees.
        assert office.names() == {"Ada Example", "Bob Example", "Carol Example"}
        connection.close()
    restored(raw)  # And it is simply asked for again.
    assert office.names() == {"Ada Example", "Bob Example"}
    assert not list(settings.SOTTO.files_dir.glob(".*"))


KILLED = """
import os, signal, django
django.setup()
from datetime import UTC, datetime
from django.db import ProgrammingError, connection
from sotto.personal_data.actor import acting
from sotto.trust.backup.services import Wish, restore_backup
from sotto.trust.backup.tests.offices import KEY, NOW, Office, backed_up, rebuild

connection.settings_dict.update(NAME={database!r}, USER="sotto_app")
key = type(KEY).parse(os.environ["SOTTO_TEST_IDENTITY"])

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

wish = Wish(rebuild=die) if {point!r} == "rebuild" else Wish(rebuild=int, progress=die)
with acting(), open({str_path}, "rb") as file:
    restore_backup(file, [key], wish, now=datetime.now(UTC))
""".replace("{str_path}", "'{path}'")
