"""Who listens on this machine, and which processes are ours: read from /proc.

Standard library only. A service of ours carries SOTTO_SERVICE=name@state_dir in its environment.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
TABLES = (("tcp", "0A"), ("tcp6", "0A"), ("udp", "07"), ("udp6", "07"))  # State: listening, bound.


@dataclass(frozen=True)
class Listener:
    port: int
    pid: int | None


def listeners() -> Iterable[Listener]:
    """Every listening TCP and bound UDP port. pid: None when the kernel does not tell."""
    ports = {inode: port for table, state in TABLES for inode, port in _table(table, state)}
    owners = _socket_owners()
    for inode, port in ports.items():
        yield Listener(port, owners.get(inode))


def _table(name: str, state: str) -> Iterable[tuple[str, int]]:
    """(inode, local port) of each row; none where the host lacks the protocol (IPv6)."""
    try:
        rows = (PROC / "net" / name).read_text().splitlines()[1:]
    except OSError:
        return
    for row in rows:
        columns = row.split()
        if columns[3] == state:
            yield columns[9], int(columns[1].rpartition(":")[2], 16)


def _socket_owners() -> dict[str, int]:
    """Socket inode → process id."""
    owners = {}
    for process in PROC.glob("[0-9]*"):
        try:
            for descriptor in (process / "fd").iterdir():
                target = str(descriptor.readlink())
                if target.startswith("socket:["):
                    owners[target[8:-1]] = int(process.name)
        except OSError:
            continue  # It ended meanwhile, or is not ours to look at.
    return owners


def program_of(pid: int | None) -> str:
    try:
        return (PROC / str(pid) / "comm").read_text().strip()
    except OSError:
        return "another program"


def service_mark(service: str, state_dir: Path) -> str:
    """The value of SOTTO_SERVICE by which a process of ours is known."""
    return f"{service}@{state_dir}"


def service_of(pid: int | None, state_dir: Path) -> str | None:
    """The name of the service that this process belongs to; None when it is not ours."""
    try:
        environment = (PROC / str(pid) / "environ").read_bytes()
    except OSError:
        return None
    for entry in environment.split(b"\0"):
        name, _, value = entry.partition(b"=")
        if name == b"SOTTO_SERVICE":
            service, _, folder = value.decode(errors="replace").partition("@")
            return service if folder == str(state_dir) else None
    return None


def is_ours(pid: int | None, state_dir: Path) -> bool:
    return service_of(pid, state_dir) is not None


def processes_of(state_dir: Path, service: str | None = None) -> list[int]:
    """Process ids of ours, this one excepted; of one service, or of all."""
    found = []
    for process in PROC.glob("[0-9]*"):
        pid = int(process.name)
        name = service_of(pid, state_dir)
        if name and pid != os.getpid() and service in (None, name):
            found.append(pid)
    return found
