"""What only a whole cluster can have wrong: asked of one that is set up carelessly."""

import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.db import connection

from sotto.trust.document.rules import Verdict
from sotto.trust.document.services.probing import run

pytestmark = [pytest.mark.room, pytest.mark.django_db(transaction=True)]

BINARIES = Path("/usr/lib/postgresql/15/bin")
ONLY_HERE = [
    "database.no_network",
    "database.other_roles",
    "database.checksums",
    "database.durable",
]


@pytest.fixture(scope="module")
def careless() -> Iterator[Path]:
    """Listens to the network, trusts everybody, has no checksums, and forgets on a crash."""
    with TemporaryDirectory() as folder:  # Pytest's own are for their owner alone.
        shutil.chown(folder, "postgres", "postgres")
        yield from _cluster_in(Path(folder))


def _cluster_in(home: Path) -> Iterator[Path]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data = str(home / "data")
    _run("initdb", "-D", data, "-A", "trust", "-N")
    options = f"-h 127.0.0.1 -p {port} -k {home} -c fsync=off"
    _run("pg_ctl", "start", "-D", data, "-w", "-l", str(home / "log"), "-o", options)
    for role in ("sotto_app", "sotto_owner", "sotto_edge"):
        _run(
            "psql", "-h", str(home), "-p", str(port), "-c", f"CREATE ROLE {role} LOGIN", "postgres"
        )
    (home / f".s.PGSQL.{port}").rename(home / ".s.PGSQL.5432")  # The port that ours is called by.
    yield home
    _run("pg_ctl", "stop", "-D", data, "-m", "immediate")


def _run(program: str, *words: str) -> None:
    command = [str(BINARIES / program), *words]
    quiet = subprocess.DEVNULL
    subprocess.run(
        command,
        check=True,
        user="postgres",
        group="postgres",
        extra_groups=[],
        cwd="/",
        stdout=quiet,
        stderr=quiet,
    )


@contextmanager
def connected_to(home: Path) -> Iterator[None]:
    before = {name: connection.settings_dict[name] for name in ("HOST", "NAME")}
    connection.close()
    connection.settings_dict.update(HOST=str(home), NAME="postgres")
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)


@pytest.mark.parametrize("name", ONLY_HERE)
def test_a_careless_cluster_turns_the_line_red(
    name: str, careless: Path, transactional_db: None
) -> None:
    with connected_to(careless):
        assert run(name).verdict is Verdict.BROKEN
