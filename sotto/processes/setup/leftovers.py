"""Processes of an earlier run that nobody supervises any more: ended, then killed."""

import os
import signal
import time
from collections.abc import Iterable
from pathlib import Path

from sotto.processes.setup.sockets import processes_of

GRACE_SECONDS = 8.0
POLL_SECONDS = 0.05


def end(state_dir: Path, service: str | None = None) -> bool:
    """End this service's processes, or all of ours. True when there was one.

    SIGINT is what PostgreSQL and our own processes take as "stop now, cleanly".
    """
    found = processes_of(state_dir, service)
    if not found:
        return False
    _signal(found, signal.SIGINT)
    if not _gone_within(GRACE_SECONDS, state_dir, service):
        _signal(processes_of(state_dir, service), signal.SIGKILL)
        _gone_within(GRACE_SECONDS, state_dir, service)
    return True


def _signal(processes: Iterable[int], number: signal.Signals) -> None:
    for process in processes:
        try:
            os.kill(process, number)
        except ProcessLookupError:
            continue  # It ended meanwhile: that is what we want.


def _gone_within(seconds: float, state_dir: Path, service: str | None) -> bool:
    limit = time.monotonic() + seconds
    while processes_of(state_dir, service):
        if time.monotonic() > limit:
            return False
        time.sleep(POLL_SECONDS)
    return True
