"""A backup and a restore that are killed at any instant: whole or not there, and simply done again.

A forked process is killed by the kernel when it calls its nth function, n drawn at random.
SOTTO_KILLS says how often; a few times is enough for every day.
"""

import io
import os
import random
import signal
from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from pathlib import Path

import pytest
from django.db import connection

from sotto.trust.backup import services
from sotto.trust.backup.services import BackupRefused, Wish, databases
from sotto.trust.backup.tests.conftest import Restoring
from sotto.trust.backup.tests.offices import KEY, NOW, Office, backed_up, rebuild
from sotto.trust.dataprotection.services import erase_subject
from sotto.trust.dataprotection.tests import killing

pytestmark = [pytest.mark.room, pytest.mark.django_db(transaction=True)]

BACKUPS = int(os.environ.get("SOTTO_KILLS", "8"))
RESTORES = int(os.environ.get("SOTTO_KILLS", "1"))
ENDS = {-signal.SIGKILL, 0}  # It may be done before it dies: it waits for others.


def killed_at_random(run: Callable[[], object], notes: Path, times: int) -> list[Callable[[], int]]:
    """So many deaths of it, each to be called; how the process ended."""
    calls, chance = killing.calls_of(run, notes), random.Random(3)  # noqa: S311 -- repeatable.
    numbers = [chance.randrange(1, calls) for _ in range(times)]
    return [partial(killing.erase_in_a_process, killing.at_call(one), run) for one in numbers]


def is_whole(path: Path) -> bool:
    try:
        services.check_backup(io.BytesIO(path.read_bytes()), [KEY])
    except BackupRefused:
        return False
    return True


def make(path: Path) -> None:
    services.make_now(path, [KEY.recipient()], now=NOW, rights=nullcontext)


def test_a_backup_killed_anywhere_is_whole_or_has_no_name(office: Office, tmp_path: Path) -> None:
    archive = tmp_path / "archive.age"
    make_it = partial(make, archive)
    deaths = killed_at_random(make_it, tmp_path / "notes", BACKUPS)
    for die in deaths:
        archive.unlink()
        assert die() in ENDS
        archives = [archive] if archive.exists() else []
        assert all(map(is_whole, archives))  # What has the name is all of it.
        connection.close()
        _again(archive)
        assert is_whole(archive)
    assert office.names() == {"Ada Example", "Bob Example"}


def _again(archive: Path) -> None:
    archive.unlink(missing_ok=True)
    make(archive)


def restore(path: Path) -> None:
    with path.open("rb") as file:
        services.restore_backup(file, [KEY], Wish(rebuild=rebuild), now=NOW)


def test_a_restore_killed_anywhere_leaves_the_old_or_the_new_and_nobody_erased(
    office: Office, restored: Restoring, tmp_path: Path
) -> None:
    dora = office.hire("2004", "Dora Example")
    raw = backed_up()
    (tmp_path / "archive").write_bytes(raw)
    office.hire("2003", "Carol Example")
    erase_subject(office.tenant.pk, dora)
    new, old = {"Ada Example", "Bob Example"}, {"Ada Example", "Bob Example", "Carol Example"}
    deaths = killed_at_random(partial(restore, tmp_path / "archive"), tmp_path / "notes", RESTORES)
    for die in deaths:
        _put_back()
        assert office.names() == old
        assert die() in ENDS
        connection.close()
        is_done = databases.exists(databases.before())
        assert office.names() == (new if is_done else old)
        _put_back()
        assert office.names() == old
        restored(raw)  # And it is simply asked for again.
        assert office.names() == new
    services.confirm_restore(now=NOW)
    assert restored(raw).erased_again == 1  # Nor does a second one bring anybody back.
    assert office.names() == new


def _put_back() -> None:
    if databases.exists(databases.before()):
        services.undo_restore(rebuild=rebuild)
