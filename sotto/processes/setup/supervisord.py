"""supervisord: started, told about changes, asked, stopped."""

import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import cast
from xmlrpc.client import Fault, ServerProxy

from supervisor.xmlrpc import SupervisorTransport

from sotto.processes.setup.preflight import Objection

BINARIES = Path(sys.prefix) / "bin"
ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"}


@dataclass(frozen=True)
class Running:
    """state: as supervisord calls it (RUNNING, BACKOFF, STOPPED …). seconds: since its start."""

    name: str
    state: str
    pid: int
    seconds: int


def start(conf: Path) -> None:
    """Nothing happens when it runs already: it finds its own socket in use and ends.

    Raises Objection.
    """
    command = [str(BINARIES / "supervisord"), "--configuration", str(conf)]
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, env=ENVIRONMENT, cwd="/"
    )
    if done.returncode and "already listening" not in done.stderr:
        raise Objection(f"supervisord did not start: {done.stderr.strip()[:600]}")


def is_running(socket: Path) -> bool:
    try:
        _ask(socket, "getState")
    except Fault:
        return True  # It is shutting down.
    except OSError:
        return False
    return True


def update(conf: Path, *names: str) -> list[str]:
    """Start, restart or stop what changed in the configuration; the names of those.

    names: these alone; without any, all.
    """
    command = [str(BINARIES / "supervisorctl"), "-c", str(conf), "update", *names]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=ENVIRONMENT)
    return [
        line.split(":")[0]
        for line in done.stdout.splitlines()
        if line.endswith(("added process group", "updated process group"))
    ]


def running(socket: Path) -> list[Running]:
    """What supervisord says of its services; empty when it is not there."""
    try:
        answers = cast("list[dict[str, str | int]]", _ask(socket, "getAllProcessInfo"))
    except (OSError, Fault):
        return []
    return [
        Running(
            str(answer["name"]),
            str(answer["statename"]),
            int(answer["pid"]),
            int(answer["now"]) - int(answer["start"]),
        )
        for answer in answers
    ]


def revive(socket: Path, *names: str) -> None:
    """Start what was stopped or given up. names: these alone; without any, all."""
    for service in running(socket):
        if names and service.name not in names:
            continue
        if service.state in ("STOPPED", "EXITED", "FATAL"):
            try:
                _ask(socket, "startProcess", service.name, False)
            except Fault:
                continue  # It started by itself meanwhile.


def halt(socket: Path, names: Iterable[str]) -> None:
    """Stop these, each before the next; `revive` starts them again."""
    for name in names:
        try:
            _ask(socket, "stopProcess", name)
        except Fault:
            continue  # It has ended by itself.


def shut_down(socket: Path) -> None:
    try:
        _ask(socket, "shutdown")
    except (OSError, Fault):
        return  # It is not there, or ending already.


def _ask(socket: Path, method: str, *arguments: object) -> object:
    """Raises OSError when nobody answers."""
    transport = SupervisorTransport(None, None, f"unix://{socket}")
    with ServerProxy("http://127.0.0.1", transport=transport) as proxy:
        return getattr(proxy.supervisor, method)(*arguments)
