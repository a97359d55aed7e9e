"""What runs and whether it answers; the same for bin/up --status and `sotto status`."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta

from sotto.processes.setup import health, supervisord
from sotto.processes.supervision.table import Service, services
from sotto.settings.configuration import Configuration


@dataclass(frozen=True)
class ServiceStatus:
    """state: in supervisord's words, or STOPPED when it is not there. answers: it was asked."""

    name: str
    summary: str
    state: str
    answers: bool
    pid: int | None
    running_for: timedelta


def statuses(configuration: Configuration) -> list[ServiceStatus]:
    """Every service of the table, in the order of starting. Needs root."""
    socket = configuration.run_dir / "supervisor" / "supervisor.sock"
    known = {running.name: running for running in supervisord.running(socket)}
    table = services(configuration)

    def answers(name: str) -> bool:
        return name in known and health.is_healthy(configuration, name)

    with ThreadPoolExecutor(len(table)) as pool:
        answering = list(pool.map(answers, [service.name for service in table]))
    return [
        _status(service, known.get(service.name), answers=answer)
        for service, answer in zip(table, answering, strict=True)
    ]


def _status(
    service: Service, running: supervisord.Running | None, *, answers: bool
) -> ServiceStatus:
    if running is None or not running.pid:
        state = running.state if running else "STOPPED"
        return ServiceStatus(service.name, service.summary, state, answers, None, timedelta())
    length = timedelta(seconds=running.seconds)
    return ServiceStatus(service.name, service.summary, running.state, answers, running.pid, length)


def describe(found: Iterable[ServiceStatus]) -> str:
    """One line for each service, for people."""
    return "\n".join(
        f"{'✓' if status.answers else '✗'} {status.name:<12} {status.state.lower():<9}"
        f" {_duration(status.running_for):>9}  {status.summary}"
        for status in found
    )


def _duration(length: timedelta) -> str:
    return str(length).split(".")[0] if length else "-"
