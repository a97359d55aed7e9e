"""Runs as `python -m sotto.processes.media`."""

import os
import sys

import django
import uvloop

_SWITCH_S = 0.001  # Threads at work and the clock that paces voice give way to each other.


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sotto.settings.django")
    django.setup()
    sys.setswitchinterval(_SWITCH_S)
    from .running import run  # Not before django.setup(): the rooms' models need it.

    uvloop.run(run())


if __name__ == "__main__":
    main()
