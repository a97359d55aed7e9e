"""A pytest plugin: each test process has a state folder, a keyring and a database of its own.

`bin/test` starts a PostgreSQL cluster and names it in SOTTO_CONFIG; `pytest` alone starts one that
stays for the next run. Loaded with `-p tests.state`, before Django's settings are read.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

_ALONE = Path("/var/tmp/sotto-tests")  # noqa: S108 -- a fixed place, so that the cluster is found.
_WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main") + f"_{os.getpid()}"
_WAIT = 20.0  # Seconds until the keyring must answer.


def _cluster_config() -> Path:
    """The configuration whose PostgreSQL serves all test processes."""
    if "SOTTO_TEST_CLUSTER" in os.environ:
        return Path(os.environ["SOTTO_TEST_CLUSTER"])
    if "SOTTO_CONFIG" in os.environ:
        return Path(os.environ["SOTTO_CONFIG"])
    _ALONE.mkdir(exist_ok=True)
    config = _ALONE / "sotto.toml"
    config.write_text(f'state_dir = "{_ALONE}/var"\naddress = "127.0.0.1"\n')
    return config


def _own_state(cluster: Path) -> Path:
    """A state folder for this process, whose PostgreSQL socket is the cluster's."""
    state = cluster.parent / "workers" / _WORKER
    wanted = ("run/keyring", "keyring", "files", "audit", "run/kamailio", "log", "web", "static")
    for folder in wanted:
        (state / folder).mkdir(parents=True, exist_ok=True, mode=0o700)
    socket = state / "run" / "postgres"
    if not socket.is_symlink():
        socket.symlink_to(cluster.parent / "var" / "run" / "postgres")
    (state / "web" / "secret.key").write_text("only-for-tests-" * 4)
    (state / "web" / "secret.key").chmod(0o640)
    config = state / "sotto.toml"
    config.write_text(
        f'state_dir = "{state}"\naddress = "127.0.0.1"\nhost_name = "localhost"\n'
        f'domain = "office.example"\n'
    )
    return config


_CLUSTER = _cluster_config()
os.environ["SOTTO_TEST_CLUSTER"] = str(_CLUSTER)
os.environ["SOTTO_CONFIG"] = str(_own_state(_CLUSTER))


def pytest_unconfigure() -> None:
    leave_nothing()


def leave_nothing() -> None:
    """But the cluster. xdist ends its workers without a word, so a fixture calls this as well."""
    with suppress(psycopg.OperationalError), as_role("postgres", "postgres") as database:
        quoted = sql.Identifier(f"test_sotto_{_WORKER}")
        database.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(quoted))
    shutil.rmtree(Path(os.environ["SOTTO_CONFIG"]).parent, ignore_errors=True)


def pytest_configure(config: pytest.Config) -> None:
    """Start the cluster when nobody has; only the first process looks."""
    if hasattr(config, "workerinput"):
        return
    if not (_CLUSTER.parent / "var/run/postgres/.s.PGSQL.5432").exists():
        subprocess.run(
            [sys.executable, "-m", "sotto.processes.setup", "--only", "postgres"],
            env={**os.environ, "SOTTO_CONFIG": str(_CLUSTER)},
            check=True,
            stdout=subprocess.DEVNULL,
        )
        with as_role("postgres", "postgres") as database:
            database.execute("ALTER ROLE sotto_owner CREATEDB")


@pytest.fixture(scope="session")
def keyring_process() -> Iterator[None]:
    """A real keyring for this test process."""
    from django.conf import settings

    from sotto.personal_data import keys

    process = subprocess.Popen([sys.executable, "-m", "sotto.processes.keyring"])
    deadline = time.monotonic() + _WAIT
    while not settings.SOTTO.keyring_socket.exists():
        assert process.poll() is None, "the keyring ended"
        assert time.monotonic() < deadline, "the keyring does not answer"
        time.sleep(0.02)
    yield
    keys.keyring().close()
    process.terminate()
    process.wait(_WAIT)
    leave_nothing()


@pytest.fixture(scope="session", autouse=True)
def _passwords_cost_little() -> Iterator[None]:
    """The same functions with fewer rounds: else half a second for each password."""
    from django.contrib.auth.hashers import Argon2PasswordHasher

    from sotto.lib.age_keys import Passphrase

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Argon2PasswordHasher, "memory_cost", 1024)
        patched.setattr(Passphrase.__init__, "__defaults__", (10,))
        yield


def make_database() -> None:
    """A database of this process's own: made by the owner, used by the application's role."""
    from django.core.management import call_command
    from django.db import connection

    from sotto.trust.tenants.services import row_security

    name = f"test_sotto_{_WORKER}"
    with as_role("sotto_owner", "postgres") as database, suppress(psycopg.errors.UndefinedTable):
        quoted = sql.Identifier(name)
        database.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(quoted))
        database.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(quoted))
    connection.settings_dict.update(NAME=name, USER="sotto_owner")
    call_command("migrate", interactive=False, verbosity=0)
    row_security.apply()
    with connection.cursor() as cursor:  # Only tests empty tables at a stroke.
        cursor.execute("GRANT TRUNCATE ON ALL TABLES IN SCHEMA public TO sotto_app")
    connection.close()
    connection.settings_dict["USER"] = "sotto_app"


def as_role(role: str, database: str) -> psycopg.Connection:
    host = _CLUSTER.parent / "var" / "run" / "postgres"
    return psycopg.connect(host=str(host), user=role, dbname=database, autocommit=True)
