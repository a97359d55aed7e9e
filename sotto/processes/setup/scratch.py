"""A PostgreSQL cluster for the length of a restore drill: its own folder, socket and roles.

Nothing of it is durable, nobody else reaches it, and whatever happens nothing of it stays.
"""

import fcntl
import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sotto.processes.setup import database
from sotto.processes.setup.places import Place, put_right
from sotto.settings.configuration import Configuration
from sotto.trust.backup.services import DrillRuns

_SETTINGS = """\
# Written for a restore drill; all of it is thrown away.
fsync = off
synchronous_commit = off
full_page_writes = off
autovacuum = off
max_connections = 20
"""
_WAIT = "120"  # Seconds until it has started or stopped.


@contextmanager
def scratch_system(living: Configuration) -> Iterator[Configuration]:
    """The configuration of a system in `drill_dir`, whose cluster runs and whose keys are ours.

    Raises DrillRuns, CalledProcessError.
    """
    # Made anew: a copy would keep the paths that the living one has worked out already.
    scratch = type(living)(state_dir=living.drill_dir)
    user = living.app_user if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    with _alone(living.drill_dir):
        _clear(scratch, user)
        try:
            _make(scratch, living, user)
            _control(scratch, user, "start")
            database.make_roles(scratch)
            yield scratch
        finally:
            _clear(scratch, user)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One drill at a time; a lock of the kernel's, that goes with its process."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise DrillRuns from None
    else:
        yield
    finally:
        os.close(descriptor)


def _make(scratch: Configuration, living: Configuration, user: str) -> None:
    folders = ("run", "run/postgres", "files", "audit", "before", "drill", "web", "postgres")
    for name in folders:
        folder = scratch.state_dir / name
        folder.mkdir()
        put_right(Place(folder, user, _group(user), 0o700))
    (scratch.run_dir / "keyring").symlink_to(living.keyring_socket.parent)
    initdb = [str(database.BINARIES / "initdb"), "--pgdata", str(scratch.postgres_dir)]
    initdb += ["--username=postgres", "--auth=peer", "--encoding=UTF8", "--locale=C.UTF-8"]
    _run([*initdb, "--no-sync"], user)
    roles = ("postgres", database.OWNER, database.APP, database.BACKUP)
    identities = [f"sotto {who} {role}\n" for who in {user, "root"} for role in roles]
    files = {
        "postgresql.conf": database.settings(scratch, memory_mb=1024) + _SETTINGS,
        "pg_hba.conf": database.ACCESS,
        "pg_ident.conf": "".join(identities),
    }
    for name, content in files.items():
        path = scratch.postgres_dir / name
        path.write_text(content)
        put_right(Place(path, user, _group(user), 0o600))


def _clear(scratch: Configuration, user: str) -> None:
    """Also what a drill left that was killed."""
    if (scratch.postgres_dir / "postmaster.pid").exists():
        _control(scratch, user, "stop", "--mode=immediate", check=False)
    for path in scratch.state_dir.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def _control(
    scratch: Configuration, user: str, action: str, *options: str, check: bool = True
) -> None:
    log = scratch.postgres_dir / "start.log"
    command = [str(database.BINARIES / "pg_ctl"), action, "--pgdata", str(scratch.postgres_dir)]
    more = ["--log", str(log)] if action == "start" else []
    _run([*command, "--wait", "--timeout", _WAIT, *more, *options], user, check=check)


def _run(command: list[str], user: str, *, check: bool = True) -> None:
    """As that user: PostgreSQL refuses to be root."""
    becoming: dict[str, Any] = {}  # Any: as subprocess has it.
    if os.geteuid() == 0:
        becoming = {"user": user, "group": _group(user), "extra_groups": []}
    subprocess.run(
        command,
        check=check,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        umask=0o077,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        **becoming,
    )


def _group(user: str) -> str:
    import grp

    return grp.getgrgid(pwd.getpwnam(user).pw_gid).gr_name
