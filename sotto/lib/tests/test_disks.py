"""A disk that is not mounted leaves an empty folder, which is not the disk."""

from pathlib import Path

import pytest

from sotto.lib import disks

pytestmark = pytest.mark.rules


@pytest.fixture
def marked(tmp_path: Path) -> tuple[Path, Path]:
    folder, remembered = tmp_path / "disk", tmp_path / "remembered"
    folder.mkdir()
    disks.remember(folder, remembered)
    return folder, remembered


def test_what_was_never_set_up_is_not_judged(tmp_path: Path) -> None:
    assert disks.is_there(tmp_path / "nowhere", tmp_path / "remembered")


def test_the_disk_that_was_marked_is_known(marked: tuple[Path, Path]) -> None:
    assert disks.is_there(*marked)
    before = marked[1].read_text()
    disks.remember(*marked)
    assert (marked[1].read_text(), (marked[0] / disks.MARK).read_text()) == (before, before)


def test_an_empty_place_and_another_disk_are_not_it(marked: tuple[Path, Path]) -> None:
    folder, remembered = marked
    (folder / disks.MARK).rename(folder.parent / "kept")
    assert not disks.is_there(folder, remembered)
    (folder / disks.MARK).write_text("another\n")
    assert not disks.is_there(folder, remembered)
    (folder.parent / "kept").replace(folder / disks.MARK)
    assert disks.is_there(folder, remembered)


def test_a_new_installation_goes_on_with_a_disk_that_has_a_mark(
    marked: tuple[Path, Path], tmp_path: Path
) -> None:
    disks.remember(marked[0], tmp_path / "new")
    assert (tmp_path / "new").read_text() == marked[1].read_text()


def test_one_file_system_is_told_from_another(tmp_path: Path) -> None:
    assert disks.is_same(tmp_path / "not" / "there", tmp_path)
    assert not disks.is_same(Path("/proc"), tmp_path)
