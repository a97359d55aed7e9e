"""Who listens, and who is ours, on the machine as it is."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sotto.processes.setup import leftovers, sockets

Service = subprocess.Popen[bytes]
pytestmark = pytest.mark.contract

WAIT = [sys.executable, "-c", "import sys; print('up', flush=True); sys.stdin.read()"]
OURS, OTHERS = Path("/nowhere/ours"), Path("/nowhere/others")


@pytest.fixture
def service() -> Iterator[Service]:
    """A running process that carries our mark."""
    mark = {"SOTTO_SERVICE": sockets.service_mark("media", OURS)}
    with subprocess.Popen(
        WAIT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=os.environ | mark
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield process
        process.kill()


def test_a_tcp_listener_is_found_with_its_process() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        found = sockets.Listener(taken.getsockname()[1], os.getpid())
        assert found in list(sockets.listeners())


def test_a_bound_udp_port_is_found_with_its_process() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        found = sockets.Listener(taken.getsockname()[1], os.getpid())
        assert found in list(sockets.listeners())


def test_a_service_is_known_by_its_mark_and_its_state(service: Service) -> None:
    assert sockets.service_of(service.pid, OURS) == "media"
    assert not sockets.is_ours(service.pid, OTHERS)


def test_a_leftover_of_this_state_is_ended(service: Service) -> None:
    assert leftovers.end(OURS, "media")
    assert service.wait(timeout=5) != 0


def test_the_services_of_another_state_and_other_services_are_left_alone(service: Service) -> None:
    assert not leftovers.end(OTHERS)
    assert not leftovers.end(OURS, "web")
    assert service.poll() is None
