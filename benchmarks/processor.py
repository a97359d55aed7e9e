"""Processor time of other processes, read from /proc."""

import os
from collections.abc import Iterable
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def descendants(roots: Iterable[int]) -> set[int]:
    """These processes and all that they started."""
    children: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        fields = _fields(path)
        if fields:
            children.setdefault(int(fields[1]), []).append(int(path.parent.name))
    found: set[int] = set()
    waiting = list(roots)
    while waiting:
        pid = waiting.pop()
        found.add(pid)
        waiting.extend(children.get(pid, []))
    return found


def seconds_used(roots: Iterable[int]) -> float:
    """User and system time of these processes and their descendants so far."""
    ticks = 0
    for pid in descendants(roots):
        fields = _fields(Path(f"/proc/{pid}/stat"))
        if fields:
            ticks += int(fields[11]) + int(fields[12])
    return ticks / _TICKS


def resident_kb(roots: Iterable[int]) -> int:
    """Proportional set size of these processes and their descendants: shared pages count once."""
    total = 0
    for pid in descendants(roots):
        try:
            text = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except OSError:
            continue
        total += next(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))
    return total


def _fields(path: Path) -> list[str]:
    """What stands after the name, which may hold spaces: state, parent, …; [] when it is gone."""
    try:
        return path.read_text().rpartition(")")[2].split()
    except OSError:
        return []
