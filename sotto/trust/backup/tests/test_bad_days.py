"""Backups on bad days: cut off and altered anywhere, a full disk, two made at once."""

import io
import random
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connection

from sotto.personal_data.actor import acting
from sotto.trust.backup import services
from sotto.trust.backup.models import Backup
from sotto.trust.backup.services import BackupRefused
from sotto.trust.backup.tests.offices import KEY, NOW, Office, backed_up

pytestmark = [pytest.mark.room, pytest.mark.django_db(transaction=True)]

TIMES = 100


def is_refused(raw: bytes) -> bool:
    try:
        services.check_backup(io.BytesIO(raw), [KEY])
    except BackupRefused:
        return True
    return False


def test_a_backup_that_is_cut_off_anywhere_is_refused(office: Office) -> None:
    whole, chance = backed_up(), random.Random(1)  # noqa: S311 -- repeatable, not secret.
    assert not is_refused(whole)
    ends = [0, 1, len(whole) - 1, *(chance.randrange(len(whole)) for _ in range(TIMES))]
    assert [end for end in ends if not is_refused(whole[:end])] == []


def test_a_backup_in_which_any_bit_is_another_is_refused(office: Office) -> None:
    whole, chance = backed_up(), random.Random(2)  # noqa: S311 -- repeatable, not secret.
    for _ in range(TIMES):
        bit = chance.randrange(len(whole) * 8)
        changed = bytearray(whole)
        changed[bit // 8] ^= 1 << bit % 8
        assert is_refused(bytes(changed)), bit


def test_a_backup_with_something_behind_it_is_refused(office: Office) -> None:
    whole = backed_up()
    assert is_refused(whole + b"x")
    assert is_refused(whole + whole)


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system with room for eight pages."""
    place = tmp_path / "disk"
    place.mkdir()
    subprocess.run(["/usr/bin/mount", "-t", "tmpfs", "-o", "size=32k", "tmpfs", place], check=True)
    yield place
    subprocess.run(["/usr/bin/umount", place], check=True)


def test_a_full_disk_leaves_no_backup_and_nothing_half(office: Office, full_disk: Path) -> None:
    assert len(backed_up()) > 32 << 10
    full = pytest.raises(OSError, match="No space left")
    with full, services.complete_file(full_disk / "mine.age") as file:
        services.write_backup(file, [KEY.recipient()], backup=Backup().pk, now=NOW)
    assert list(full_disk.iterdir()) == []
    assert not is_refused(backed_up())  # And the next one elsewhere is whole.


def test_two_backups_at_once_are_both_whole(office: Office) -> None:

    def make() -> bytes:
        try:
            with acting():
                return backed_up()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        both = [future.result() for future in [pool.submit(make), pool.submit(make)]]
    assert [is_refused(one) for one in both] == [False, False]
