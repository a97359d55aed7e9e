"""Backups by the clock, and the files that they leave."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from sotto.backbone.events import reacts_to
from sotto.lib.age import Identity
from sotto.trust.audit.models import Entry
from sotto.trust.backup import queries, services
from sotto.trust.backup.events import BackupFailed
from sotto.trust.backup.models import Backup
from sotto.trust.backup.tests.offices import KEY, NOW, Office
from sotto.trust.tenants.services import within

pytestmark = [pytest.mark.room, pytest.mark.django_db(transaction=True)]

HEARD: list[BackupFailed] = []
reacts_to(BackupFailed)(HEARD.append)


@pytest.fixture
def scheduled(office: Office, tmp_path: Path) -> Iterator[Path]:
    """The settings name a folder; two are kept."""
    before = settings.SOTTO
    settings.SOTTO = type(before)(
        state_dir=before.state_dir,
        backup_dir=tmp_path,
        backup_recipients=(str(KEY.recipient()),),
        backup_every=timedelta(hours=6),
        backup_keep=2,
    )
    yield tmp_path
    settings.SOTTO = before


def names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


def test_one_is_made_when_it_is_due_and_the_oldest_go(scheduled: Path, office: Office) -> None:
    foreign = scheduled / "letters.sotto.age"
    foreign.write_text("not ours")
    (scheduled / ".half.sotto.age.x.part").write_text("of a power cut")
    made = [services.make_when_due(now=NOW + timedelta(hours=hours)) for hours in (0, 5, 6, 12)]
    assert [one is not None for one in made] == [True, False, True, True]
    kept = [one.file_name for one in made[2:] if one is not None]
    assert names(scheduled) == sorted([*kept, foreign.name])
    for name in kept:
        assert (scheduled / name).stat().st_mode & 0o777 == 0o600
        with (scheduled / name).open("rb") as file:
            assert services.check_backup(file, [KEY]).contents.files.count == 2
    with within(office.tenant.pk):
        assert Entry.objects.filter(action="backup:archive:made").count() == 3
    newest = queries.latest_backup()
    assert newest is not None
    assert newest.by_the_clock


def test_a_failure_is_said_everywhere_and_tried_again(scheduled: Path, office: Office) -> None:
    HEARD.clear()
    scheduled.rmdir()
    failed = services.make_when_due(now=NOW)
    assert failed is not None
    assert failed.failure == "FileNotFoundError"
    assert [one.failure for one in HEARD] == ["FileNotFoundError"]
    assert services.make_when_due(now=NOW + timedelta(minutes=10)) is None
    assert "THE LAST ONE FAILED" in queries.in_a_line(now=NOW)
    assert queries.backup_is_overdue(now=NOW + timedelta(days=400))
    scheduled.mkdir()
    assert services.make_when_due(now=NOW + timedelta(minutes=31)) is not None
    assert queries.latest_failure() is None
    assert "FAILED" not in queries.in_a_line(now=NOW)


def test_a_clock_that_was_set_back_makes_one_due(scheduled: Path) -> None:
    assert services.make_when_due(now=NOW + timedelta(days=30)) is not None
    assert services.make_when_due(now=NOW) is not None


def test_without_a_folder_nothing_is_made(office: Office) -> None:
    assert services.make_when_due(now=NOW) is None
    assert not Backup.objects.exists()
    assert queries.in_a_line(now=NOW) == "none yet"


def test_a_backup_by_hand_is_complete_or_not_there(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "mine.age"

    def cut_off(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), services.complete_file(path) as file:
        services.write_backup(
            file, [KEY.recipient()], backup=Backup().pk, now=NOW, progress=cut_off
        )
    assert names(tmp_path) == []
    with services.complete_file(path) as file:
        file.write(b"whole")
    with pytest.raises(services.FileExists), services.complete_file(path):
        pass
    with pytest.raises(IsADirectoryError), services.complete_file(Path()):
        pass
    assert path.read_bytes() == b"whole"
    assert names(tmp_path) == ["mine.age"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"backup_dir": "/var/backups/sotto"},
        {"backup_recipients": ["age1nonsense"]},
        {"backup_recipients": [Identity.generate().secret()]},
        {"backup_keep": 0},
        {"backup_every": "PT1S"},
    ],
)
def test_settings_that_would_protect_nothing_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="backup"):
        type(settings.SOTTO)(**wrong)
