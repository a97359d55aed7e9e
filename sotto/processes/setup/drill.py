"""A restore drill from outside: the scratch system, the process in it, and what it found."""

import json
import os
import pwd
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO
from uuid import UUID

from sotto.processes.setup.scratch import scratch_system
from sotto.settings.configuration import Configuration
from sotto.trust.backup import services
from sotto.trust.backup.rules import Findings
from sotto.trust.backup.services import BackupRefused, DrillFailed

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Wish:
    """identities, password: what opens the backup. erased: tenant and subject of each."""

    identities: str
    password: str
    erased: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Drilled:
    findings: Findings
    backup: UUID
    backup_made_at: datetime


def run(
    living: Configuration, file: BinaryIO, wish: Wish, *, progress: Progress = lambda *_: None
) -> Drilled:
    """file: the backup, opened. Raises BackupRefused, DrillRuns, DrillFailed."""
    with scratch_system(living) as scratch:
        told: dict[str, Any] = {}  # Any: JSON
        for told in _lines(living, scratch, file, wish):
            if "done" in told:
                progress(told["done"], told["total"])
    if "refused" in told:
        raise _refusal(told["refused"])
    if "findings" not in told:
        raise DrillFailed
    made_at = datetime.fromisoformat(told["made_at"])
    return Drilled(Findings.from_json(told["findings"]), UUID(told["backup"]), made_at)


def _lines(  # Any: JSON
    living: Configuration, scratch: Configuration, file: BinaryIO, wish: Wish
) -> "list[dict[str, Any]] | Any":
    reads, writes = os.pipe()
    command = [sys.executable, "-P", "-m", "sotto.processes.drill", str(reads)]
    state = {"SOTTO_CONFIG": str(living.file.resolve()), "SOTTO_STATE_DIR": str(scratch.state_dir)}
    with subprocess.Popen(
        command,
        stdin=file,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        pass_fds=[reads],
        cwd="/",
        env={**os.environ, **state},
        text=True,
        **_without_rights(living),
    ) as process:
        os.close(reads)
        with suppress(BrokenPipeError), os.fdopen(writes, "w") as secret:
            json.dump(wish.__dict__, secret)
        for line in process.stdout or ():
            yield json.loads(line)


def _without_rights(living: Configuration) -> dict[str, Any]:  # Any: as subprocess has it
    """Root hands the archive to a user that can harm nothing."""
    if os.geteuid() != 0:
        return {}
    account = pwd.getpwnam(living.app_user)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _refusal(name: str) -> BackupRefused:
    kind = getattr(services, name, DrillFailed)
    refusal: BackupRefused = kind()
    return refusal
