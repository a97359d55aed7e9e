"""Witness and replica on real mounts that come and go: refused in words that say what to do."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sotto.lib import disks
from sotto.processes.setup import second_disks
from sotto.processes.setup.preflight import Objection
from sotto.settings.configuration import Configuration

pytestmark = pytest.mark.room


@contextmanager
def mounted(image: Path, place: Path) -> Iterator[None]:
    """A folder of another file system, bound to a place as a disk would be."""
    subprocess.run(["/usr/bin/mount", "--bind", str(image), str(place)], check=True)
    try:
        yield
    finally:
        subprocess.run(["/usr/bin/umount", str(place)], check=True)


@pytest.fixture
def configuration(tmp_path: Path) -> Configuration:
    """Both on one disk that is not mounted yet."""
    place, state = tmp_path / "disk", tmp_path / "state"
    place.mkdir()
    (state / "keyring").mkdir(parents=True)
    return Configuration(
        state_dir=state, witness_dir=place / "witness", keyring_replica_dir=place / "replica"
    )


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """Another file system of this machine: its memory."""
    folder = Path("/dev/shm") / f"sotto-{tmp_path.name}"  # noqa: S108 -- a real other device.
    for name in ("witness", "replica"):
        (folder / name).mkdir(parents=True)
    yield folder
    subprocess.run(["/usr/bin/rm", "-r", str(folder)], check=True)


def set_up(configuration: Configuration) -> None:
    second_disks.refuse_what_is_away(configuration)
    second_disks.mark(configuration)


def test_a_disk_is_marked_once_and_missed_when_it_is_not_mounted(
    configuration: Configuration, disk: Path, tmp_path: Path
) -> None:
    with mounted(disk, tmp_path / "disk"):
        set_up(configuration)
        assert set(second_disks.states(configuration).values()) == {"in place"}
        set_up(configuration)
    with pytest.raises(Objection, match="NOT IN ITS PLACE") as refused:
        set_up(configuration)
    assert str(configuration.witness_mark) in str(refused.value)
    assert "keyring_replica_dir" in str(refused.value)
    with mounted(disk, tmp_path / "disk"):
        set_up(configuration)


def test_a_lost_disk_is_replaced_once_its_mark_is_forgotten(
    configuration: Configuration, disk: Path, tmp_path: Path
) -> None:
    with mounted(disk, tmp_path / "disk"):
        set_up(configuration)
        for name in ("witness", "replica"):
            (disk / name / disks.MARK).unlink()
        with pytest.raises(Objection):
            set_up(configuration)
        configuration.witness_mark.unlink()
        configuration.replica_mark.unlink()
        set_up(configuration)


def test_a_plain_folder_is_refused_unless_it_is_meant(configuration: Configuration) -> None:
    with pytest.raises(Objection, match="same_disk_allowed = true"):
        set_up(configuration)
    allowed = configuration.model_copy(update={"same_disk_allowed": True})
    for _, folder, _ in second_disks.second_disks(allowed):
        folder.mkdir(parents=True)
    set_up(allowed)
    assert all(said.endswith("weak") for said in second_disks.states(allowed).values())
