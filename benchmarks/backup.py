"""Backup and restore of 10,000 voice messages, against pg_dump and tar of the same data.

`python -m benchmarks.backup`: makes a database and a keyring of its own beside the tests'. The
others neither encrypt, digest, check nor erase; they do the same reading and writing, in turn with
ours, three times; the medians are compared.
"""

import os
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID, uuid4

import django

from sotto.lib.age import Identity
from tests import state

MESSAGES, PEOPLE, ROUNDS = 10_000, 100, 3
SECOND_OF_AUDIO = 50 * 172  # Bytes: RTP packets of 20 ms with their headers.
BINARIES = Path("/usr/lib/postgresql/15/bin")
OTHER = "sotto_benchmark_other"
_KEY = Identity.generate()


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "sotto.settings.django"
    django.setup()
    with _keyring(), TemporaryDirectory(dir="/var/tmp") as folder:
        state.make_database()
        try:
            _measure(Path(folder))
        finally:
            state.leave_nothing()


def _measure(folder: Path) -> None:
    from sotto.features.directory.services import rebuild_projections
    from sotto.personal_data.actor import acting
    from sotto.trust.tenants.services import open_tenant

    with acting():
        tenant = open_tenant(name="Benchmark", domain="benchmark.example")
        rebuild_projections()
        _populate(tenant.pk)
        ours, others = folder / "ours.age", folder / "others"
        before = _peak_mb()
        _compare("backup", lambda: _back_up(ours), lambda: _dump(others))
        print(f"{'memory that a backup added, at most':44} {_peak_mb() - before:8.0f} MB")
        size = sum(one.stat().st_size for one in others.iterdir())
        print(f"{'size, ours and the others':44} {_mb(ours):8.1f} {size / 1e6:8.1f} MB")
        _compare("restore", lambda: _restore(ours), lambda: _load(others, folder / "files"))


def _compare(what: str, ours: Callable[[], object], others: Callable[[], object]) -> None:
    mine, theirs = [], []
    for _ in range(ROUNDS):
        mine.append(_seconds(ours))
        theirs.append(_seconds(others))
    first, second = statistics.median(mine), statistics.median(theirs)
    print(f"{what + ', pg_dump and tar: ':44} {second:8.2f} s")
    print(f"{what + ', ours: ':44} {first:8.2f} s, {first / second:.2f} times")


def _back_up(path: Path) -> None:
    from sotto.trust.backup import services

    path.unlink(missing_ok=True)
    with services.complete_file(path) as file:
        services.write_backup(file, [_KEY.recipient()], backup=uuid4(), now=datetime.now(UTC))


def _restore(path: Path) -> None:
    from sotto.features.directory.services import rebuild_projections
    from sotto.trust.access.services import rebuild_names
    from sotto.trust.backup import services

    def rebuild() -> None:
        rebuild_names()
        rebuild_projections()

    with path.open("rb") as file:
        wish = services.Wish(rebuild=rebuild)
        services.restore_backup(file, [_KEY], wish, now=datetime.now(UTC))
    services.confirm_restore(now=datetime.now(UTC))


def _dump(folder: Path) -> None:
    from django.conf import settings

    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    _run("pg_dump", "-Fc", "--no-unlogged-table-data", "--file", str(folder / "rows"), _database())
    tar = ["tar", "--create", "--file", str(folder / "files"), "-C", str(settings.SOTTO.files_dir)]
    subprocess.run([*tar, "."], check=True)


def _load(folder: Path, files: Path) -> None:
    shutil.rmtree(files, ignore_errors=True)
    files.mkdir()
    _run("dropdb", "--if-exists", OTHER)
    _run("createdb", OTHER)
    _run("pg_restore", "--dbname", OTHER, str(folder / "rows"))
    subprocess.run(["tar", "--extract", "--file", str(folder / "files"), "-C", files], check=True)
    _run("dropdb", OTHER)
    os.sync()


def _run(program: str, *arguments: str) -> None:
    from django.conf import settings

    where = ["--host", str(settings.SOTTO.postgres_socket_dir), "--username", "postgres"]
    subprocess.run([str(BINARIES / program), *where, *arguments], check=True)


def _database() -> str:
    from django.db import connection

    return str(connection.settings_dict["NAME"])


def _populate(tenant: UUID) -> None:
    """Messages of one second each, for a hundred people."""
    from sotto.features.directory.services import add_person
    from sotto.features.voicemail.queries import mailbox_of
    from sotto.trust.tenants.services import within

    with within(tenant):
        people = [add_person(name=f"P {one}", extension=str(1000 + one)) for one in range(PEOPLE)]
        boxes = [mailbox_of(person.pk) for person in people]
    for start in range(0, MESSAGES, 500):
        with within(tenant):
            for index in range(start, start + 500):
                _message(boxes[index % PEOPLE])


def _message(mailbox: object) -> None:
    from sotto.features.voicemail.models import Mailbox, Message
    from sotto.personal_data.sealed_file import StoredFile

    assert isinstance(mailbox, Mailbox)
    now = datetime.now(UTC)
    message = Message(
        tenant_id=mailbox.tenant_id,
        mailbox=mailbox,
        owner=mailbox.owner,
        caller=uuid4(),
        call=uuid4(),
        length=timedelta(seconds=1),
        began_at=now,
        finished_at=now,
    )
    writer = StoredFile.of(message, "audio").create()
    writer.write(os.urandom(SECOND_OF_AUDIO))
    writer.finish()
    message.save(force_insert=True)


def _seconds(run: Callable[[], object]) -> float:
    begun = time.perf_counter()
    run()
    return time.perf_counter() - begun


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _mb(path: Path) -> float:
    return path.stat().st_size / 1e6


@contextmanager
def _keyring() -> Iterator[None]:
    from django.conf import settings

    for name in ("before_dir", "drill_dir", "audit_dir"):
        getattr(settings.SOTTO, name).mkdir(exist_ok=True)
    process = subprocess.Popen([sys.executable, "-m", "sotto.processes.keyring"])
    while not settings.SOTTO.keyring_socket.exists():
        time.sleep(0.02)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


if __name__ == "__main__":
    main()
