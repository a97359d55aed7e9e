"""Stop everything, also what outlived a supervisord that was killed."""

import time

from sotto.processes.setup import leftovers, supervisord
from sotto.processes.setup.machine import is_under_systemd, stop_unit
from sotto.processes.setup.preflight import Objection
from sotto.processes.setup.progress import console, step
from sotto.processes.setup.sockets import processes_of
from sotto.settings.configuration import Configuration

PATIENCE_SECONDS = 90.0
POLL_SECONDS = 0.1


def stop(configuration: Configuration) -> None:
    """Services stop in the reverse order of their start. Raises Objection when one stays."""
    socket = configuration.run_dir / "supervisor" / "supervisor.sock"
    was_running = supervisord.is_running(socket)
    with step("Stopping every service"):
        if is_under_systemd(configuration):
            stop_unit()
        elif was_running:
            supervisord.shut_down(socket)
            _wait_for_the_end_of(configuration)
        was_running = leftovers.end(configuration.state_dir) or was_running
    remaining = processes_of(configuration.state_dir)
    if remaining:
        raise Objection(f"These processes do not end: {', '.join(map(str, remaining))}.")
    console.print("Sotto is stopped." if was_running else "Sotto was not running.")


def _wait_for_the_end_of(configuration: Configuration) -> None:
    socket = configuration.run_dir / "supervisor" / "supervisor.sock"
    limit = time.monotonic() + PATIENCE_SECONDS
    while supervisord.is_running(socket) and time.monotonic() < limit:
        time.sleep(POLL_SECONDS)
