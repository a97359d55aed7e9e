"""On the running system, whose own watch has to see it: a control is turned off, its line turns."""

import os
import subprocess
import sys

import pytest

from tests.journeys.system import HOME, System

pytestmark = pytest.mark.journey

# A setting, a mode, a switch of the tenant, a folder, a hung neighbour. `flipping` alone does all.
LINES = (
    "database.log_messages",
    "storage.web_secret",
    "wire.srtp",
    "collected.folders",
    "keys.open",
)


def test_what_is_turned_off_turns_its_line_red_within_a_minute(system: System) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.journeys.flipping", "--at-once", "20", *LINES],
        cwd=HOME,
        env={**os.environ, "SOTTO_CONFIG": str(system.config)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "5 of 5 turned red and green again." in done.stdout
