"""Watches supervisord, which watches this: whichever is killed, the other brings it back.

Only where systemd is not there to do it. Started by supervisord with the paths of its
configuration and of its process id. When that is not its parent any more it starts a new
supervisord, whose services then end what was left behind (see launch), this process included.
"""

import os
import sys
import time
from pathlib import Path

from sotto.processes.setup import supervisord

POLL_SECONDS = 0.5


def main() -> None:
    conf, pid_file = map(Path, sys.argv[1:])
    supervisor = int(pid_file.read_text())  # Written before it starts anything.
    while os.getppid() == supervisor:
        time.sleep(POLL_SECONDS)
    supervisord.start(conf)


if __name__ == "__main__":
    main()
