"""A real supervisord over a harmless service: what dies comes back, what is stopped is gone."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from sotto.processes.setup import leftovers, sockets, supervisord
from sotto.processes.setup.stop import stop
from sotto.processes.supervision import supervisord as rendering
from sotto.processes.supervision.table import Service, guardian
from sotto.settings.configuration import Configuration

pytestmark = pytest.mark.contract

PATIENCE = 20.0  # Seconds; the journeys hold it to the promised five, on a machine at rest.
SLEEPER = Service("sleeper", "Sleeps", "nobody", ("/bin/sleep", "infinity"), open_files=512)


class Supervised:
    """The sleeper and its guardian under supervisord, in a state of their own."""

    def __init__(self, configuration: Configuration) -> None:
        self.configuration = configuration
        self.state_dir = configuration.state_dir
        self.socket = configuration.run_dir / "supervisor" / "supervisor.sock"
        for folder in (self.socket.parent, configuration.log_dir, configuration.rendered_dir):
            folder.mkdir(parents=True)
        self.conf = configuration.rendered_dir / "supervisord.conf"
        table = [SLEEPER, guardian(configuration)]
        self.conf.write_text(rendering.render(table, configuration, environment={}))

    def start(self) -> None:
        supervisord.start(self.conf)
        wait_for(lambda: self.process("sleeper") and self.process("guardian"))

    def process(self, name: str) -> int | None:
        """The one process that has become this service."""
        found = sockets.processes_of(self.state_dir, name)
        return found[0] if len(found) == 1 else None

    def supervisor(self) -> int:
        return int((self.socket.parent / "supervisord.pid").read_text())


def wait_for(condition: Callable[[], object]) -> None:
    due = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < due, "it did not happen in time"
        time.sleep(0.02)


@pytest.fixture
def supervised() -> Iterator[Supervised]:
    """In a folder with a short name: pytest's own are too long for a socket."""
    with TemporaryDirectory(prefix="sotto-", dir="/var/tmp") as folder:
        system = Supervised(Configuration(state_dir=Path(folder)))
        system.start()
        yield system
        stop(system.configuration)


def is_back(system: Supervised, name: str, before: int | None) -> bool:
    return system.process(name) not in (None, before)


@pytest.mark.parametrize("name", ["sleeper", "guardian"])
def test_a_killed_service_is_back_in_time(supervised: Supervised, name: str) -> None:
    before = supervised.process(name)
    assert before is not None
    os.kill(before, signal.SIGKILL)
    wait_for(lambda: is_back(supervised, name, before))


def test_a_killed_supervisor_is_back_in_time_with_one_of_each(supervised: Supervised) -> None:
    before = supervised.supervisor()
    sleeper = supervised.process("sleeper")
    os.kill(before, signal.SIGKILL)
    wait_for(lambda: is_back(supervised, "sleeper", sleeper))
    wait_for(lambda: supervised.process("guardian"))
    assert supervised.supervisor() != before


def test_stopping_leaves_nothing(supervised: Supervised) -> None:
    stop(supervised.configuration)
    assert sockets.processes_of(supervised.state_dir) == []
    assert not supervisord.is_running(supervised.socket)


def test_what_lost_its_supervisor_and_its_guardian_is_stopped_too(supervised: Supervised) -> None:
    guard = supervised.process("guardian")
    assert guard is not None
    os.kill(supervised.supervisor(), signal.SIGSTOP)
    os.kill(guard, signal.SIGKILL)
    os.kill(supervised.supervisor(), signal.SIGKILL)
    wait_for(lambda: not supervisord.is_running(supervised.socket))
    assert leftovers.end(supervised.state_dir)
    assert sockets.processes_of(supervised.state_dir) == []


def test_a_service_has_its_user_its_limits_and_no_core_dumps(supervised: Supervised) -> None:
    process = Path("/proc") / str(supervised.process("sleeper"))
    limits = (process / "limits").read_text()
    status = (process / "status").read_text()
    assert process.owner() == "nobody"
    assert "Umask:\t0007" in status
    assert limits.split("Max open files")[1].split()[0] == "512"
    assert limits.split("Max core file size")[1].split()[:2] == ["0", "0"]


def test_starting_twice_changes_nothing(supervised: Supervised) -> None:
    before = supervised.process("sleeper")
    supervisord.start(supervised.conf)
    assert supervised.process("sleeper") == before


def test_a_changed_table_restarts_what_changed_only(supervised: Supervised) -> None:
    sleeper, guard = supervised.process("sleeper"), supervised.process("guardian")
    text = supervised.conf.read_text()
    supervised.conf.write_text(text.replace("sleep infinity", "sleep 86400"))
    assert supervisord.update(supervised.conf) == ["sleeper"]
    wait_for(lambda: is_back(supervised, "sleeper", sleeper))
    assert supervised.process("guardian") == guard


def test_some_are_started_before_the_others_may(supervised: Supervised) -> None:
    early, late = (replace(SLEEPER, name=name) for name in ("early", "late"))
    table = [SLEEPER, guardian(supervised.configuration), early, late]
    text = rendering.render(table, supervised.configuration, environment={})
    supervised.conf.write_text(text)
    assert supervisord.update(supervised.conf, "early") == ["early"]
    wait_for(lambda: supervised.process("early"))
    assert supervised.process("late") is None
    assert supervisord.update(supervised.conf) == ["late"]
    wait_for(lambda: supervised.process("late"))


def test_some_are_revived_and_the_others_stay_stopped(supervised: Supervised) -> None:
    supervisord.halt(supervised.socket, ["sleeper"])
    supervisord.revive(supervised.socket, "guardian")
    assert supervised.process("sleeper") is None
    supervisord.revive(supervised.socket)
    wait_for(lambda: supervised.process("sleeper"))
