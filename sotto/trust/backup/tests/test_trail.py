"""The audit trail's files are those of the same moment as its rows, and verify when they return."""

import threading

import pytest
from django.conf import settings
from django.db import connection

from sotto.features.directory.models import EdgeNumber
from sotto.personal_data.actor import acting
from sotto.trust.audit.services import integrate, latest_checkpoint, verify_trail
from sotto.trust.backup import services
from sotto.trust.backup.tests.conftest import Restoring
from sotto.trust.backup.tests.offices import KEY, Office, backed_up, rebuild
from sotto.trust.backup.tests.test_make import made
from sotto.trust.dataprotection.services import erase_subject

pytestmark = [pytest.mark.room, pytest.mark.django_db(transaction=True)]


def test_a_trail_that_returns_alone_verifies_and_goes_on(
    office: Office, restored: Restoring
) -> None:
    """The present database was lost: rows and tiles of the backup fit each other."""
    tenant = office.tenant.pk
    integrate(tenant)
    then = latest_checkpoint(tenant)
    raw = backed_up()
    office.hire("2003", "Carol Example")
    integrate(tenant)
    restored(raw, without_present=True)
    now = latest_checkpoint(tenant)
    assert then is not None
    assert now is not None
    assert now.note == then.note
    assert integrate(tenant) > 0  # The restore itself is in it now.
    assert verify_trail(tenant, witness=None).is_sound


def test_a_trail_that_stayed_goes_on(office: Office, restored: Restoring) -> None:
    tenant = office.tenant.pk
    raw = backed_up()
    integrate(tenant)
    restored(raw)
    assert integrate(tenant) > 0
    assert verify_trail(tenant, witness=None).is_sound


def test_an_undone_restore_brings_back_neither_the_erased_nor_an_older_trail(
    office: Office, restored: Restoring
) -> None:
    tenant = office.tenant.pk
    raw = backed_up()
    office.hire("2003", "Carol Example")
    restored(raw)
    integrate(tenant)
    erase_subject(tenant, office.people["2002"])
    integrate(tenant)
    services.undo_restore(rebuild=rebuild)
    assert office.names() == {"Ada Example", "Carol Example"}
    routes = EdgeNumber.objects.filter(kind="person").values_list("number", flat=True)
    assert set(routes) == {"2001", "2003"}
    assert integrate(tenant) > 0
    assert verify_trail(tenant, witness=None).is_sound


def test_a_trail_that_grows_meanwhile_is_taken_at_one_moment(office: Office) -> None:
    stop = threading.Event()

    def grow() -> None:
        with acting():
            number = 3000
            while not stop.is_set():
                office.hire(str(number), "Visitor")
                integrate(office.tenant.pk)
                number += 1
        connection.close()

    thread = threading.Thread(target=grow)
    thread.start()
    try:
        taken = [made(KEY.recipient())[1] for _ in range(8)]
    finally:
        stop.set()
        thread.join()
    for one in taken:
        for note in one.manifest.checkpoints.values():
            size = int(note.splitlines()[1])
            assert size <= one.manifest.tables["audit_entry"].rows
    assert list((settings.SOTTO.audit_dir / str(office.tenant.pk)).iterdir())
