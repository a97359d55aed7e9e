"""From an installed environment to a running, tested system. Every step is safe to repeat."""

import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sotto.processes import supervision
from sotto.processes.setup import database, health, supervisord
from sotto.processes.setup.certificates import make_certificates
from sotto.processes.setup.machine import raise_socket_buffers, under_systemd
from sotto.processes.setup.places import make_accounts, make_places, write_file
from sotto.processes.setup.progress import console, step
from sotto.settings.configuration import Configuration

FOUNDATION = ("postgres",)
TO_START = timedelta(seconds=60)


def bring_up(configuration: Configuration, *, only: Sequence[str] | None, self_test: bool) -> None:
    """only: these services and what they stand on, for development. Raises Objection."""
    del self_test
    with step("Preparing accounts, folders and certificates"):
        make_accounts(configuration)
        make_places(configuration)
        make_certificates(configuration, now=datetime.now(UTC))
        raise_socket_buffers()
        database.make_cluster(configuration)
    chosen = [
        service
        for service in supervision.services(configuration)
        if only is None or service.name in (*FOUNDATION, *only)
    ]
    with step("Starting the database"):
        start_foundation(configuration, chosen)
        database.make_roles(configuration)
    with step("Starting every service"):
        start_all(configuration, chosen)


def start_foundation(configuration: Configuration, chosen: Sequence[supervision.Service]) -> None:
    """The supervisor with the database alone, unless all is running already."""
    socket = _socket(configuration)
    if not supervisord.is_running(socket):
        first = [service for service in chosen if service.name in FOUNDATION]
        supervisord.start(_write_table(configuration, first))
    supervisord.revive(socket)
    wait_for(configuration, list(FOUNDATION))


def start_all(configuration: Configuration, chosen: Sequence[supervision.Service]) -> None:
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


def _write_table(configuration: Configuration, chosen: Sequence[supervision.Service]) -> Path:
    watched = [] if under_systemd() else [supervision.guardian(configuration)]
    content = supervision.supervisord_conf(
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
