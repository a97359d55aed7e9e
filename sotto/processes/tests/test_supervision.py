"""The table of services and what it is rendered to."""

from configparser import RawConfigParser
from pathlib import Path

import pytest

from sotto.processes.supervision import supervisord, systemd, table
from sotto.settings.configuration import Configuration

pytestmark = pytest.mark.rules


@pytest.fixture
def configuration(tmp_path: Path) -> Configuration:
    return Configuration(state_dir=tmp_path)


@pytest.fixture
def rendered(configuration: Configuration) -> RawConfigParser:
    parser = RawConfigParser(inline_comment_prefixes=(" ;",))
    services = table.services(configuration)
    environment = {"SOTTO_CONFIG": "/etc/sotto.toml"}
    parser.read_string(supervisord.render(services, configuration, environment=environment))
    return parser


def names(configuration: Configuration) -> list[str]:
    return [service.name for service in table.services(configuration)]


def test_every_service_stands_in_supervisords_configuration(
    configuration: Configuration, rendered: RawConfigParser
) -> None:
    programs = [name.removeprefix("program:") for name in rendered if name.startswith("program:")]
    assert programs == names(configuration)


def test_every_service_is_started_again_for_ever(
    configuration: Configuration, rendered: RawConfigParser
) -> None:
    for name in names(configuration):
        section = rendered[f"program:{name}"]
        assert section["autorestart"] == "true"
        assert section["startsecs"] == "0"


def test_supervisord_listens_on_a_unix_socket_only(rendered: RawConfigParser) -> None:
    assert "inet_http_server" not in rendered
    assert rendered["unix_http_server"]["chmod"] == "0700"


def test_no_service_but_guardian_and_inspector_runs_as_root(configuration: Configuration) -> None:
    """The inspector reads what no other user may, and keeps that one of root's rights (systemd)."""
    of_root = [service for service in table.services(configuration) if service.user == "root"]
    assert [(one.name, one.capabilities) for one in of_root] == [
        ("inspector", ("CAP_DAC_READ_SEARCH",))
    ]
    assert table.guardian(configuration).user == "root"


def test_a_service_starts_after_those_that_it_needs(configuration: Configuration) -> None:
    started: set[str] = set()
    for service in table.services(configuration):
        assert started.issuperset(service.after)
        started.add(service.name)


def test_a_changed_setting_restarts_our_own_programs_and_no_engine(
    configuration: Configuration, rendered: RawConfigParser
) -> None:
    changed = RawConfigParser(inline_comment_prefixes=(" ;",))
    other = configuration.model_copy(update={"witness_dir": Path("/mnt/witness")})
    environment = {"SOTTO_CONFIG": "/etc/sotto.toml"}
    changed.read_string(supervisord.render(table.services(other), other, environment=environment))
    restarted = {
        service.name
        for service in table.services(configuration)
        if changed[f"program:{service.name}"] != rendered[f"program:{service.name}"]
    }
    assert restarted == {"keyring", "call_events", "media", "web", "inspector", "jobs"}


def test_changed_content_changes_the_digest_and_tests_do_not(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "rules.py").write_text("ring = 20\n")
    before = supervisord.digest([tmp_path])
    (tmp_path / "tests" / "test_rules.py").write_text("pass\n")
    assert supervisord.digest([tmp_path]) == before
    (tmp_path / "rules.py").write_text("ring = 30\n")
    assert supervisord.digest([tmp_path]) != before


@pytest.mark.parametrize("name", sorted(systemd.units()))
def test_the_units_in_deploy_are_current(name: str) -> None:
    kept = Path(systemd.UNITS_FOLDER / name).read_text()
    assert kept == systemd.units()[name], "run: python -m sotto.processes.supervision.systemd"
