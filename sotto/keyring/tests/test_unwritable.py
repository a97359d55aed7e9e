"""A keyring whose disk is full, page by page, or read-only: it refuses in words, and serves on."""

import json
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from sotto.keyring.client import Denial, KeyringUnavailable
from sotto.keyring.refusals import KeyringUnwritable
from sotto.keyring.tests.process import USE, KeyringProcess, wanted
from sotto.keyring.tests.test_bad_days import until

pytestmark = pytest.mark.room
PAGE = 4096
GOOD = {"keys", "kept", "done", "epoch", "signature"}


@pytest.fixture
def disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A real file system of its own, with room for a store and little more."""
    place = Path(tmp_path_factory.mktemp("d"))
    mount("-t", "tmpfs", "-o", "size=512k", "tmpfs", place)
    yield place
    subprocess.run(["/usr/bin/umount", "--lazy", place], check=True)


@pytest.fixture
def keyring(disk: Path) -> Iterator[KeyringProcess]:
    process = KeyringProcess(disk)
    process.start()
    yield process
    process.end()


def mount(*arguments: object) -> None:
    subprocess.run(["/usr/bin/mount", *map(str, arguments)], check=True)


def unmount(place: Path) -> None:
    subprocess.run(["/usr/bin/umount", place], check=True)


@contextmanager
def read_only(file: Path, beside: Path) -> Iterator[None]:
    """A real tmpfs in the place of a file or folder, with its content, remounted read-only."""
    beside.mkdir()
    mount("-t", "tmpfs", "-o", "size=64k", "tmpfs", beside)
    subprocess.run(["/usr/bin/cp", "-a", file, beside / "copy"], check=True)
    mount("--bind", beside / "copy", file)
    mount("-o", "remount,bind,ro", file)
    try:
        yield
    finally:
        unmount(file)
        unmount(beside)


def fill(disk: Path, *, but: int) -> Path:
    """But for so many pages."""
    filler = disk / "filler"
    with suppress(OSError), filler.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(PAGE))
    with filler.open("r+b") as file:
        file.truncate(max(0, filler.stat().st_size - but * PAGE))
    return filler


class Line:
    """One connection, that nobody makes again."""

    def __init__(self, keyring: KeyringProcess) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(20)
        self._socket.connect(str(keyring.socket))
        self._lines = self._socket.makefile("rb")

    def ask(self, do: str, **more: Any) -> dict[str, Any]:  # Any: JSON
        self._socket.sendall(json.dumps({"do": do, **more}).encode() + b"\n")
        answer: dict[str, Any] = json.loads(self._lines.readline())
        return answer

    def close(self) -> None:
        self._lines.close()
        self._socket.close()


@pytest.fixture
def line(keyring: KeyringProcess) -> Iterator[Line]:
    opened = Line(keyring)
    yield opened
    opened.close()


def all_deeds(line: Line, tenant: UUID, ada: UUID, bob: UUID, hold: UUID) -> list[dict[str, Any]]:
    """Whatever writes, each once. Any: JSON."""
    of = {"tenant": str(tenant), "actor": "system"}
    asked = {**of, "purpose": "verify", "field": "tests.Row.about_owner", "create": True}
    kept = {"hold": str(hold), "tenant": str(tenant), "actors": ["ada", "bob"]}
    return [
        line.ask("keys", **asked, wanted=[([str(uuid4())], 1, 0) for _ in range(40)]),
        line.ask("restrict", **of, subject=str(bob), denied=["verify"]),
        line.ask("restrict", **of, subject=str(bob), denied=[]),
        line.ask("hold", **kept, wanted=[([str(bob)], 1, 0)]),
        line.ask("release_hold", **kept),
        line.ask("tombstone", **of, subject=str(ada)),
        line.ask("sign", kind="certificate", payload="aGVsbG8=", actor="system"),
        line.ask("destroy_period", **of, retention=3, month=200),
        line.ask("rotate", actor="system"),
    ]


@pytest.mark.parametrize("pages", range(7))
def test_with_so_many_pages_free_each_deed_is_done_or_refused_and_the_line_stays(
    keyring: KeyringProcess, line: Line, disk: Path, pages: int
) -> None:
    tenant, ada, bob, hold = uuid4(), uuid4(), uuid4(), uuid4()
    keyring.client().keys(tenant, wanted(ada, bob), USE, create=True)
    filler = fill(disk, but=pages)
    for answer in all_deeds(line, tenant, ada, bob, hold):
        assert answer.keys() <= GOOD or answer == {"refused": "full"}
    assert line.ask("status")["status"]["state"] == "open"
    filler.unlink()
    answers = all_deeds(line, tenant, ada, bob, hold)
    assert [one for one in answers if "refused" in one] == []
    keyring.kill()
    keyring.start()
    client = keyring.client()
    assert client.answers(tenant, wanted(ada), USE) == [Denial.ERASED]
    assert None not in client.keys(tenant, wanted(bob), USE)
    assert (client.status()["must_replay"], client.first_fault_in_log()) == (0, 0)


def test_a_mark_that_cannot_be_written_is_refused_and_written_later(
    keyring: KeyringProcess, line: Line, disk: Path, tmp_path: Path
) -> None:
    tenant, ada = uuid4(), uuid4()
    client = keyring.client()
    client.keys(tenant, wanted(ada), USE, create=True)
    mark = disk / "keyring/mark"
    of = {"tenant": str(tenant), "actor": "system", "subject": str(ada)}
    with read_only(mark, tmp_path / "beside"):
        before = mark.read_bytes()
        assert line.ask("tombstone", **of) == {"refused": KeyringUnwritable.code}
        assert client.answers(tenant, wanted(ada), USE) == [Denial.ERASED]  # Denied all the same.
        assert line.ask("status")["status"]["state"] == "open"
    until(lambda: mark.read_bytes() != before)  # By itself.
    assert line.ask("tombstone", **of) == {"done": False}


def test_root_keys_that_cannot_be_written_wait_and_the_keyring_serves_on(
    keyring: KeyringProcess, line: Line, disk: Path, tmp_path: Path
) -> None:
    tenant, ada = uuid4(), uuid4()
    client = keyring.client()
    client.keys(tenant, wanted(ada), USE, create=True)
    with read_only(disk / "keyring/epochs", tmp_path / "beside"):
        assert line.ask("rotate", actor="system") == {"refused": KeyringUnwritable.code}
        assert None not in keyring.client().keys(tenant, wanted(ada), USE)
    assert line.ask("rotate", actor="system") == {"epoch": 2}
    assert None not in keyring.client().keys(tenant, wanted(ada), USE)


def test_a_store_on_a_read_only_disk_is_said_to_be_so_and_opened_when_it_can_be_written(
    keyring: KeyringProcess, disk: Path
) -> None:
    tenant, ada = uuid4(), uuid4()
    keyring.client().keys(tenant, wanted(ada), USE, create=True)
    keyring.kill()
    run = disk / "run"
    mount("-t", "tmpfs", "-o", "size=64k", "tmpfs", run)  # The socket's own place, as systemd's.
    (run / "keyring").mkdir()
    mount("-o", "remount,ro", disk)
    keyring.start()
    status = keyring.client().status()
    assert (status["state"], status["why"]) == ("closed", "unusable")
    with pytest.raises(KeyringUnavailable):
        keyring.client().keys(tenant, wanted(ada), USE, create=True)
    mount("-o", "remount,rw", disk)
    until(lambda: keyring.client().status()["state"] == "open")
    assert None not in keyring.client().keys(tenant, wanted(ada), USE)
    keyring.end()
    unmount(run)
