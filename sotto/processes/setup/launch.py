"""Becomes a service: `launch NAME STATE_DIR USER OPEN_FILES NICENESS COMMAND…`, run by supervisord.

Ends what an earlier run of the same service left behind (it would hold the ports), raises the
limit of open files, forbids core dumps (they would hold keys), and gives up root.
"""

import os
import pwd
import resource
import sys
from contextlib import suppress
from pathlib import Path

from sotto.processes.setup import leftovers
from sotto.processes.setup.sockets import service_mark


def main() -> None:
    name, state_dir, user, open_files, niceness, *command = sys.argv[1:]
    leftovers.end(Path(state_dir), name)
    _limit(int(open_files))
    with suppress(PermissionError):  # A container may forbid it; then it is as late as others.
        os.setpriority(os.PRIO_PROCESS, 0, int(niceness))
    account = pwd.getpwnam(user)
    os.initgroups(user, account.pw_gid)
    os.setgid(account.pw_gid)
    os.setuid(account.pw_uid)
    os.umask(0o007)  # Sockets are for the owner and the folder's group.
    environment = dict(os.environ) | {
        "SOTTO_SERVICE": service_mark(name, Path(state_dir)),
        "PGAPPNAME": f"sotto-{name}",  # Who is who among the database's sessions.
        "HOME": account.pw_dir,
        "USER": user,
    }
    os.execve(command[0], command, environment)  # noqa: S606  # Nothing here needs a shell.


def _limit(open_files: int) -> None:
    """As many as asked for, or as many as this machine allows."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (open_files, max(open_files, hard)))
    except (ValueError, PermissionError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(open_files, hard), hard))


if __name__ == "__main__":
    main()
