"""Turn the controls of a running system off, one after another, and see each line turn red.

As root, on a system of one's own that may be upset: rights, rows, modes, settings and services are
really changed, and put back. A line must be red within a minute by the system's own watch, and
green again within another. Prints a table; ends with 1 when a line did not turn.

    SOTTO_CONFIG=FILE .venv/bin/python -m tests.journeys.flipping [--at-once 40] [LINE …]
"""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from tests.journeys.system import System

WITHIN_S = 60.0
_LOOK_S = 0.5
_SERVICES = ("kamailio", "rtpengine", "call_events", "media", "keyring", "inspector", "web")
_NOT_HERE = {
    "retention.clock": "No day is known before the first run, which is at night.",
    "operation.jobs": "The worker takes the job that waits; see `jobs` for a worker that doesn't.",
}
_FOUND = """
    SELECT statement, verdict, at FROM document_systemcheck UNION ALL
    SELECT statement, verdict, c.at FROM document_tenantcheck c
    JOIN tenants_tenant t ON t.id = c.tenant_id WHERE t.domain = %s
"""


@dataclass
class Turn:
    """One control, the lines that must turn, and after how many seconds they did; None: not."""

    lines: tuple[str, ...]
    what: str
    off: Callable[[], AbstractContextManager[None]]
    is_alone: bool = False  # What stops the watch or a service must not meet other flips.
    red_after: float | None = None
    green_after: float | None = None
    said: str = field(default="")

    @property
    def has_turned(self) -> bool:
        return self.red_after is not None and self.green_after is not None


def main(
    lines: Annotated[list[str] | None, typer.Argument(help="Only these; else all.")] = None,
    at_once: Annotated[int, typer.Option(help="So many together, to be done sooner.")] = 1,
) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "sotto.settings.django"
    import django

    django.setup()
    wanted = [one for one in turns() if not lines or set(lines) & set(one.lines)]
    typer.echo(f"{len(wanted)} flips\n{'red':>6} {'green':>6}  line: what was done")
    for group in _groups(wanted, at_once):
        _turn(group)
        for one in group:
            told = f"{_seconds(one.red_after)} {_seconds(one.green_after)}"
            typer.echo(f"{told}  {', '.join(one.lines[:2])}: {one.what} {one.said}".rstrip())
    stayed = [one for one in wanted if not one.has_turned]
    typer.echo(f"{len(wanted) - len(stayed)} of {len(wanted)} turned red and green again.")
    sys.exit(1 if stayed else 0)


def turns() -> Iterator[Turn]:
    """What the room's own tests turn off outside of their process, then services and the watch."""
    from sotto.personal_data.registry import holdings
    from sotto.trust.document.services.inventory import name_of
    from sotto.trust.document.tests import (
        flips,
        test_flips,
        test_flips_of_people,
        test_flips_of_recipients,
        test_quiet_flips,
    )

    modules = (test_flips, test_quiet_flips, test_flips_of_people, test_flips_of_recipients)
    for name, what, flip in (one for module in modules for one in module.FLIPS):
        if isinstance(flip, flips.Outside) and name not in _NOT_HERE:
            yield Turn((name,), what, flip)
    tables = {name_of(one.model): one.model._meta.db_table for one in holdings()}
    yield Turn(
        tuple(tables),
        f"one column more in each of {len(tables)} tables",
        flips.statement(
            ";".join(f"ALTER TABLE {name} ADD COLUMN flip text" for name in tables.values()),
            ";".join(f"ALTER TABLE {name} DROP COLUMN flip" for name in tables.values()),
        ),
    )
    yield Turn(("database.durable",), "forgets on a crash", flips.cluster_setting("fsync", "off"))
    yield from _of_services(System(Path(os.environ["SOTTO_CONFIG"])))


def _of_services(system: System) -> Iterator[Turn]:
    for service in _SERVICES:
        yield Turn(
            ("operation.services",),
            f"{service} stopped",
            partial(system.suspended, service),
            is_alone=True,
        )
    yield Turn(
        ("keys.open", "keys.log"), "the keyring hangs", partial(_hung, system), is_alone=True
    )
    yield Turn(
        ("database.checksums", "identity.roles"),
        "jobs stopped: nobody watches",
        partial(system.suspended, "jobs"),
        is_alone=True,
    )


@contextmanager
def _hung(system: System) -> Iterator[None]:
    [process] = system.processes_of("keyring")
    os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(process, signal.SIGCONT)


def _groups(all_: Iterable[Turn], size: int) -> list[list[Turn]]:
    """Never two of one line together."""
    groups: list[list[Turn]] = []
    for one in all_:
        for group in groups:
            if not one.is_alone and _has_room(group, one, size):
                group.append(one)
                break
        else:
            groups.append([one])
    return groups


def _has_room(group: Sequence[Turn], one: Turn, size: int) -> bool:
    taken = {line for other in group for line in other.lines}
    return len(group) < size and not group[0].is_alone and not taken & set(one.lines)


def _turn(group: Sequence[Turn]) -> None:
    for one in group:
        one.said = "(was red before)"
    green = [one for one, _ in _wait(group, lambda one: not _red(one.lines, any_=True))]
    for one in green:
        one.said = ""
    with ExitStack() as off:
        for one in green:
            off.enter_context(one.off())
        for one, seconds in _wait(green, lambda one: _red(one.lines, any_=False)):
            one.red_after = seconds
    for one, seconds in _wait(green, lambda one: not _red(one.lines, any_=True)):
        one.green_after = seconds


def _wait(group: Sequence[Turn], is_so: Callable[[Turn], bool]) -> Iterator[tuple[Turn, float]]:
    waiting, began = list(group), time.monotonic()
    while waiting and time.monotonic() - began < WITHIN_S + _LOOK_S:
        for one in [one for one in waiting if is_so(one)]:
            waiting.remove(one)
            yield one, time.monotonic() - began
        time.sleep(_LOOK_S)


def _red(lines: Sequence[str], *, any_: bool) -> bool:
    """As the document would print them: any of them, or all."""
    from datetime import UTC, datetime

    from django.conf import settings

    from sotto.trust.document.rules import RED, Finding, Verdict, as_of
    from sotto.trust.document.tests.flips import superuser

    with superuser() as database:
        rows = database.execute(_FOUND, [settings.SOTTO.domain]).fetchall()
    now = datetime.now(UTC)
    printed = {
        name: as_of(Finding(Verdict(verdict), ""), at, now=now).verdict in RED
        for name, verdict, at in rows
    }
    return (any if any_ else all)(printed.get(line, True) for line in lines)


def _seconds(length: float | None) -> str:
    return "  NOT!" if length is None else f"{length:5.0f}s"


if __name__ == "__main__":
    typer.run(main)
