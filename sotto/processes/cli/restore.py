"""`sotto restore`: stops what serves, restores beside it, exchanges both, starts again.

The one command that works as root throughout: databases are made and exchanged.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings

from sotto.features.directory.services import rebuild_projections
from sotto.lib.age import Key
from sotto.personal_data.actor import acting
from sotto.personal_data.vocabulary import Interface, Purpose
from sotto.processes.cli.backup import IdentityFile, PasswordFile, PasswordPrompt, read_keys
from sotto.processes.cli.backup import drill as drill_command
from sotto.processes.cli.output import AsJson, bar, print_json, tell
from sotto.processes.cli.session import NotAllowed
from sotto.processes.setup import bring_up, supervisord
from sotto.processes.setup.stop import stop as stop_everything
from sotto.processes.supervision.table import services as table
from sotto.trust.access.services import rebuild_names
from sotto.trust.backup import services
from sotto.trust.backup.services import Outcome, SystemRuns, Wish

Archive = Annotated[Path | None, typer.Argument(help="The backup.")]
Stop = Annotated[bool, typer.Option("--stop", help="Stop what serves meanwhile.")]
Ledger = Annotated[
    list[Path] | None, typer.Option(help="A certificate of erasure to honour; may be repeated.")
]
WithoutPresent = Annotated[
    bool, typer.Option("--without-present", help="Do not read the present database.")
]
DrillOnly = Annotated[bool, typer.Option("--drill", help="Only try it: as `backup drill`.")]
Confirm = Annotated[bool, typer.Option("--confirm", help="All is well: remove what stood before.")]
Undo = Annotated[bool, typer.Option("--undo", help="Put back what stood before.")]


def restore(  # noqa: PLR0913, PLR0917 -- the options of a command.
    archive: Archive = None,
    identity_file: IdentityFile = None,
    password_file: PasswordFile = None,
    password_prompt: PasswordPrompt = False,
    stop: Stop = False,
    ledger: Ledger = None,
    without_present: WithoutPresent = False,
    drill: DrillOnly = False,
    confirm: Confirm = False,
    undo: Undo = False,
    as_json: AsJson = False,
) -> None:
    """Restore a backup in the place of what is there; who was erased since is erased again."""
    _expect_one_wish(archive, drill=drill, confirm=confirm, undo=undo)
    if drill and archive is not None:
        drill_command(archive, identity_file, password_file, password_prompt, as_json)
        return
    if os.geteuid() != 0:
        raise NotAllowed("Restoring needs root: databases are exchanged.")
    if archive is None:
        _end(confirm=confirm, stop=stop, as_json=as_json)
        return
    keys = read_keys(identity_file, password_file, prompt=password_prompt)
    certificates = [path.read_bytes() for path in ledger or ()]
    with _foundation_alone(stop=stop), _root(Purpose.ERASE):
        outcome = _restore(archive, keys, certificates, without_present, quiet=as_json)
    _tell(outcome, as_json=as_json)


def _restore(
    archive: Path,
    keys: Sequence[Key],
    certificates: list[bytes],
    without_present: bool,
    *,
    quiet: bool,
) -> Outcome:
    with archive.open("rb") as file, bar("Restoring", quiet=quiet) as progress:
        wish = Wish(
            rebuild=_rebuild,
            certified=services.certified_people(certificates) if certificates else (),
            without_present=without_present,
            progress=progress,
        )
        return services.restore_backup(file, keys, wish, now=datetime.now(UTC))


def _end(*, confirm: bool, stop: bool, as_json: bool) -> None:
    if confirm:
        with _root(Purpose.OPERATE):
            services.confirm_restore(now=datetime.now(UTC))
    else:
        with _foundation_alone(stop=stop), _root(Purpose.OPERATE):
            services.undo_restore(rebuild=_rebuild)
    done = "confirmed" if confirm else "undone"
    if as_json:
        print_json({"restore": done})
    else:
        tell("What stood before is removed." if confirm else "What stood before serves again.")


def _tell(outcome: Outcome, *, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "backup": str(outcome.backup),
                "made_at": outcome.made_at.isoformat(),
                "rows": outcome.rows,
                "files": outcome.files,
                "erased_again": outcome.erased_again,
                "carried_over": outcome.carried,
            }
        )
        return
    tell(f"Restored: the backup of {outcome.made_at:%Y-%m-%d %H:%M} UTC, {outcome.rows} rows.")
    tell(f"Erasures carried out again, so that nobody is back: {outcome.erased_again}.")
    if outcome.carried:
        tell("Trail, requests, consents and erasures stay as they were until now.")
    else:
        tell("The present database was not read: what the trail recorded since is missing.")
    tell("Look at it, then: sotto restore --confirm (or --undo)")


def _rebuild() -> None:
    rebuild_names()
    rebuild_projections()


def _expect_one_wish(archive: Path | None, *, drill: bool, confirm: bool, undo: bool) -> None:
    if [archive is not None, confirm, undo].count(True) != 1 or (drill and archive is None):
        raise typer.BadParameter("Name one backup, or say --confirm or --undo.")


@contextmanager
def _root(purpose: Purpose) -> Iterator[None]:
    with acting(f"uid:{os.getuid()}", purpose=purpose, interface=Interface.COMMAND_LINE):
        yield


@contextmanager
def _foundation_alone(*, stop: bool) -> Iterator[None]:
    """Database and keyring run, nothing else. Afterwards everything is as it was.

    Raises SystemRuns, Objection.
    """
    configuration = settings.SOTTO
    socket = configuration.run_dir / "supervisor" / "supervisor.sock"
    served = supervisord.is_running(socket)
    if served:
        others = [
            one.name
            for one in supervisord.running(socket)
            if one.state in ("RUNNING", "STARTING", "BACKOFF")
            and one.name not in (*bring_up.FOUNDATION, "guardian")
        ]
        if others and not stop:
            raise SystemRuns
        supervisord.halt(socket, _last_first(others))
    else:
        chosen = [one for one in table(configuration) if one.name in bring_up.FOUNDATION]
        bring_up.prepare(configuration)
        bring_up.start_foundation(configuration, chosen)
    try:
        yield
    finally:
        if served:
            supervisord.revive(socket)
        else:
            stop_everything(configuration)


def _last_first(names: list[str]) -> list[str]:
    order = [one.name for one in table(settings.SOTTO)]
    return sorted(names, key=order.index, reverse=True)
