"""The first moments of an edge: many telephones come back at once, and no worker falls over."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.contract


@pytest.mark.parametrize("start", range(4))
def test_telephones_that_all_come_at_once_are_all_let_in(start: int) -> None:
    """Half of the starts ended in a crash before `sip_edge.openssl_state`: four show it."""
    command = [sys.executable, "-m", "benchmarks.tls_connections"]
    done = subprocess.run(
        [*command, "--connections", "200", "--rounds", "1"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert "none failed" in done.stdout
