"""What PostgreSQL is told: nobody from outside, and nothing personal in its log."""

from pathlib import Path

import pytest

from sotto.processes.setup import database
from sotto.settings.configuration import Configuration

pytestmark = pytest.mark.rules


@pytest.fixture
def configuration() -> Configuration:
    return Configuration(state_dir=Path("/srv/sotto"), user_prefix="sotto")


def stated(text: str) -> dict[str, str]:
    lines = [line for line in text.splitlines() if "=" in line and not line.startswith("#")]
    return dict(line.split(" = ", 1) for line in lines)


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("listen_addresses", "''"),
        ("log_min_messages", "log"),
        ("log_min_error_statement", "panic"),
        ("log_error_verbosity", "terse"),
        ("log_parameter_max_length_on_error", "0"),
        ("log_statement", "none"),
        ("log_connections", "off"),
    ],
)
def test_postgresql_is_told_to_keep_quiet(
    configuration: Configuration, setting: str, value: str
) -> None:
    assert stated(database.settings(configuration, memory_mb=2048))[setting] == value


@pytest.mark.parametrize(
    ("memory_mb", "buffers"), [(256, "64MB"), (2048, "256MB"), (64_000, "1024MB")]
)
def test_the_buffers_follow_the_memory_within_limits(
    configuration: Configuration, memory_mb: int, buffers: str
) -> None:
    text = database.settings(configuration, memory_mb=memory_mb)
    assert stated(text)["shared_buffers"] == buffers


def test_the_application_and_the_edge_may_be_nothing_but_themselves(
    configuration: Configuration,
) -> None:
    rows = [line.split() for line in database.identities(configuration).splitlines()[1:]]
    may_be = [role for _, user, role in rows if user == "sotto"]
    assert may_be == ["sotto_app", "sotto_backup"]  # The second reads sealed rows, changes none.
    assert [role for _, user, role in rows if user == "kamailio"] == ["sotto_edge"]


def test_nobody_but_the_system_administrators_may_be_the_owner(
    configuration: Configuration,
) -> None:
    rows = [line.split() for line in database.identities(configuration).splitlines()[1:]]
    assert {user for _, user, role in rows if role == "sotto_owner"} == {"root", "postgres"}


def test_access_is_by_the_kernels_word_only() -> None:
    methods = {line.split()[3] for line in database.ACCESS.splitlines()[1:]}
    assert methods == {"peer"}
