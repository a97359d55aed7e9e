"""The inspector answers one question, to whom it may, on its own socket; the fake says as much."""

import os
import pwd
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sotto.engines import EngineUnavailable
from sotto.engines.inspector.client import Inspector, InspectorClient, Place
from sotto.engines.inspector.config import InspectorConfig
from sotto.engines.inspector.fake import FakeInspector
from sotto.engines.inspector.health import listens
from sotto.lib.raw_search import new_marker, new_token
from sotto.settings.configuration import Configuration

pytestmark = pytest.mark.contract


@pytest.fixture
def configuration(tmp_path: Path) -> Configuration:
    """A state with a marker in it, and no database. Run as whoever runs the tests."""
    (tmp_path / "run" / "inspector").mkdir(parents=True)
    user = pwd.getpwuid(os.geteuid()).pw_name
    return Configuration(state_dir=tmp_path, user_prefix=user)


@pytest.fixture
def running(configuration: Configuration) -> Iterator[Configuration]:
    """The process itself."""
    process = subprocess.Popen(
        [sys.executable, "-m", "sotto.processes.inspector"],
        env={
            **os.environ,
            "SOTTO_STATE_DIR": str(configuration.state_dir),
            "SOTTO_USER_PREFIX": configuration.user_prefix,
        },
    )
    while not configuration.inspector_socket.exists():
        assert process.poll() is None, "the inspector ended"
        time.sleep(0.02)
    yield configuration
    process.terminate()
    process.wait()


def client(configuration: Configuration) -> InspectorClient:
    return InspectorClient(InspectorConfig(configuration.inspector_socket))


def test_it_names_the_file_in_which_a_marker_lies(running: Configuration) -> None:
    token = new_token()
    (running.state_dir / "leak").write_text(new_marker(token))
    found = client(running).search()
    place = Place(str(running.state_dir / "leak"), len(new_marker(token)), {token: 1})
    assert place in found.places
    assert found.files >= 1
    assert "the database" in found.unread  # There is none here, and that is said.


def test_the_fake_finds_what_was_put_there() -> None:
    fake: Inspector = FakeInspector()
    assert fake.search().places == ()


def test_who_listens_is_healthy_and_who_is_away_is_said_to_be_away(
    configuration: Configuration,
) -> None:
    assert not listens(InspectorConfig(configuration.inspector_socket))
    with pytest.raises(EngineUnavailable):
        client(configuration).search()


def test_it_listens_once_it_runs(running: Configuration) -> None:
    assert listens(InspectorConfig(running.inspector_socket))
