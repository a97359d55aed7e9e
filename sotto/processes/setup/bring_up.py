"""From an installed environment to a running, tested system. Every step is safe to repeat."""

import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sotto.processes.setup import (
    application,
    conclusion,
    database,
    engines,
    health,
    supervisord,
)
from sotto.processes.setup.certificates import make_certificates
from sotto.processes.setup.machine import is_under_systemd, raise_socket_buffers, start_unit
from sotto.processes.setup.places import make_accounts, make_places, write_file
from sotto.processes.setup.progress import console, step
from sotto.processes.supervision import supervisord as rendering
from sotto.processes.supervision.table import Service, guardian, services
from sotto.settings.configuration import Configuration

FOUNDATION = ("postgres", "keyring")
TO_START = timedelta(seconds=60)


def bring_up(configuration: Configuration, *, only: Sequence[str] | None, self_test: bool) -> None:
    """only: these services, for development; without all, nothing is migrated or tested.

    Raises Objection.
    """
    table = services(configuration)
    chosen = [service for service in table if only is None or service.name in only]
    with step("Preparing accounts, folders and certificates"):
        prepare(configuration)
    with step("Starting the database and the key service"):
        start_foundation(configuration, chosen)
        database.make_roles(configuration)
        database.forget_half_restores(configuration)
    if only is None:
        with step("Bringing the tables and the pages up to date"):
            application.migrate()
            application.collect_static_files()
    with step("Speaking the announcements"):
        application.make_prompts(configuration)
    with step("Configuring the engines"):
        engines.configure(configuration)
    with step("Starting every service"):
        start_all(configuration, chosen)
    if only is None:
        application.link_command()
        conclude(configuration, self_test=self_test)


def conclude(configuration: Configuration, *, self_test: bool) -> None:
    """The test call when something changed since the last one, and the way in."""
    due = conclusion.test_call_is_due(configuration)
    if self_test and due:
        conclusion.place_test_call(configuration)
    conclusion.print_summary(configuration, changed=due)
    conclusion.print_way_in(configuration)


def prepare(configuration: Configuration) -> None:
    """All that no running service is needed for."""
    make_accounts(configuration)
    make_places(configuration)
    make_certificates(configuration, now=datetime.now(UTC))
    application.make_secret(configuration)
    raise_socket_buffers()
    database.make_cluster(configuration)


def start_foundation(configuration: Configuration, chosen: Sequence[Service]) -> None:
    """The supervisor with the database and the keyring alone, unless all is running already.

    None of the others may start before the tables are up to date and the pages' files are there.
    """
    socket = _socket(configuration)
    first = [service for service in chosen if service.name in FOUNDATION]
    names = [service.name for service in first]
    if not supervisord.is_running(socket):
        conf = _write_table(configuration, first)
        start = start_unit if is_under_systemd(configuration) else supervisord.start
        start(conf)
    elif not all(health.is_healthy(configuration, name) for name in names):
        # An upgrade may have changed how services are launched: then the old table can't.
        supervisord.update(_write_table(configuration, chosen), *names)
    supervisord.revive(socket, *names)
    wait_for(configuration, names)


def start_all(configuration: Configuration, chosen: Sequence[Service]) -> None:
    """Start the others; restart what changed."""
    supervisord.update(_write_table(configuration, chosen))
    supervisord.revive(_socket(configuration))
    wait_for(configuration, [service.name for service in chosen])


def wait_for(configuration: Configuration, names: list[str]) -> None:
    health.wait_until_healthy(
        configuration,
        names,
        within=TO_START,
        on_ready=lambda name: console.print(f"  {name} answers"),
    )


def _socket(configuration: Configuration) -> Path:
    return configuration.run_dir / "supervisor" / "supervisor.sock"


def _write_table(configuration: Configuration, chosen: Sequence[Service]) -> Path:
    watched = [] if is_under_systemd(configuration) else [guardian(configuration)]
    content = rendering.render(
        [*chosen, *watched], configuration, environment=settings_in_environment()
    )
    path = configuration.rendered_dir / "supervisord.conf"
    write_file(path, content.encode(), mode=0o600)
    return path


def settings_in_environment() -> dict[str, str]:
    """What bin/up was told by SOTTO_… variables, for the services to be told the same."""
    named = {name: value for name, value in os.environ.items() if name.startswith("SOTTO_")}
    if "SOTTO_CONFIG" in named:
        named["SOTTO_CONFIG"] = str(Path(named["SOTTO_CONFIG"]).resolve())
    named.pop("SOTTO_SERVICE", None)
    return named
