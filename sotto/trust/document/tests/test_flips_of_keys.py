"""A keyring that is lax, altered, closed, of the wrong user or hung turns its lines red."""

import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from shutil import rmtree
from subprocess import PIPE
from tempfile import mkdtemp
from uuid import uuid4

import pytest

from sotto.keyring.tests.process import KeyringProcess
from sotto.trust.document.rules import Finding, Verdict
from sotto.trust.document.services.probes import keyring as probes
from sotto.trust.document.services.probing import PROBES, run
from sotto.trust.document.tests.flips import Attribute
from sotto.trust.document.tests.people import configured
from sotto.trust.tenants.models import Tenant

pytestmark = pytest.mark.room

_LISTEN = """
import socket, sys
door = socket.socket(socket.AF_UNIX)
door.bind(sys.argv[1])
door.listen()
sys.stdin.read()
"""
_LAX = "from sotto.keyring.policy import Policy; Policy.check = lambda *_: None; "
_MAIN = "from sotto.processes.keyring import main; main()"
_PATIENCE_S = 1.2


@pytest.fixture
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KeyringProcess]:
    """A keyring of this test's own, which the probes ask."""
    made = KeyringProcess(tmp_path_factory.mktemp("k"))
    made.start()
    with (
        Attribute(probes, "keyring", lambda: made.client(timeout=_PATIENCE_S))(),
        Attribute(probes, "_LOG_S", _PATIENCE_S)(),
        Attribute(probes, "_SILENCE", probes.Silence())(),
    ):
        yield made
    made.end()


def asked(name: str) -> Finding:
    return run(name)


def test_a_keyring_that_closed_its_store_is_a_red_line(
    store: KeyringProcess, office: Tenant
) -> None:
    assert asked("keys.open").verdict is Verdict.HOLDS
    store.client().let_go(actor="system")
    assert asked("keys.open").verdict is Verdict.BROKEN
    store.client().open_again()
    assert asked("keys.open").verdict is Verdict.HOLDS


def test_a_line_of_its_log_that_was_altered_is_a_red_line(
    store: KeyringProcess, office: Tenant
) -> None:
    store.client().set_tombstone(uuid4(), uuid4(), actor="system")
    assert asked("keys.log").verdict is Verdict.HOLDS
    alter(store, "UPDATE deed SET actor = 'nobody' WHERE number = 1")
    assert asked("keys.log").verdict is Verdict.BROKEN
    alter(store, "UPDATE deed SET actor = 'system' WHERE number = 1")
    assert asked("keys.log").verdict is Verdict.HOLDS


def alter(store: KeyringProcess, change: str) -> None:
    """Behind its back, as whoever owns the disk can."""
    store.kill()
    with sqlite3.connect(store.store) as database:
        triggers = database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        guards = triggers.fetchall()
        for name, _ in guards:
            database.execute(f"DROP TRIGGER {name}")
        assert database.execute(change).rowcount == 1
        for _, text in guards:
            database.execute(text)
    database.close()
    store.start()


@pytest.mark.parametrize("name", ["keys.purposes", "keys.claims"])
def test_a_keyring_that_gives_keys_to_whoever_asks_is_a_red_line(
    name: str, store: KeyringProcess, office: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert asked(name).verdict is Verdict.HOLDS
    store.kill()
    store.program = ["-c", _LAX + _MAIN]
    store.start()
    assert asked(name).verdict is Verdict.BROKEN


def test_a_keyring_of_the_application_s_own_user_is_a_red_line(
    office: Tenant,
) -> None:
    assert _under("nobody") is Verdict.HOLDS
    assert _under("root") is Verdict.BROKEN


def _under(user: str) -> Verdict:
    """Who listens there is this user."""
    folder = Path(mkdtemp(dir="/dev/shm"))
    folder.chmod(0o777)
    path = folder / "keyring.sock"
    command = [sys.executable, "-c", _LISTEN, str(path)]
    with subprocess.Popen(command, user=user, stdin=PIPE) as listener:
        deadline = time.monotonic() + 10
        while not path.exists():
            assert time.monotonic() < deadline
            time.sleep(0.02)
        with configured(keyring_socket=path)():
            found = run("keys.own_user")
        listener.communicate()
    rmtree(folder)
    return found.verdict


def test_a_keyring_that_hangs_gives_no_answer_and_is_waited_for_once(
    store: KeyringProcess, office: Tenant
) -> None:
    names = [name for name in PROBES if name.startswith("keys.")]
    store.signal(signal.SIGSTOP)
    began = time.monotonic()
    found = {name: asked(name) for name in ("keys.log", *names)}
    took = time.monotonic() - began
    store.signal(signal.SIGCONT)
    silent = {name for name, one in found.items() if one == Finding(Verdict.UNKNOWN, "no answer")}
    assert silent >= {"keys.log", "keys.open", "keys.epoch", "keys.purposes", "keys.limits"}
    assert took < 2 * _PATIENCE_S
    probes._SILENCE.until = 0.0
    assert asked("keys.log").verdict is Verdict.HOLDS


def test_all_waits_for_a_keyring_end_within_the_minute_in_which_a_line_must_turn() -> None:
    assert probes._LOG_S + probes._SPARED_S < 60
