"""Watches supervisord, which watches this: whichever is killed, the other brings it back.

Only where systemd is not there to do it. Started by supervisord with its configuration's path.
When its parent is gone it starts a new supervisord, whose services then end what was left
behind (see launch), this process included.
"""

import os
import sys
import time
from pathlib import Path

from sotto.processes.setup import supervisord

POLL_SECONDS = 0.5


def main() -> None:
    conf = Path(sys.argv[1])
    parent = os.getppid()
    while os.getppid() == parent:
        time.sleep(POLL_SECONDS)
    supervisord.start(conf)


if __name__ == "__main__":
    main()
