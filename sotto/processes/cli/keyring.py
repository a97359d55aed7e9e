"""`sotto keyring …`: the key store, its backups, and what comes after a restore. Root only."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import pyrage
import typer
from django.conf import settings

from sotto.keyring import backups
from sotto.keyring.backups import OUTGOING, Lock, Opener
from sotto.keyring.client import KeyringUnavailable
from sotto.keyring.drill import drill as run_drill
from sotto.keyring.policy import ADMINISTRATOR, APPLICATION, CLAIMS, PURPOSES, REQUESTS
from sotto.keyring.restoring import restore as put_back
from sotto.personal_data.keys import keyring
from sotto.personal_data.vocabulary import Purpose
from sotto.processes.cli.failures import AWAY
from sotto.processes.cli.output import AsJson, print_json, print_rows, tell
from sotto.processes.cli.personal_data import read_password
from sotto.processes.cli.session import NotAllowed, administering, read_file
from sotto.processes.key_ledger import read_ledger, replay_all
from sotto.settings.keyring import keyring_of

app = typer.Typer(no_args_is_help=True)
Identity = Annotated[
    Path | None, typer.Option(help="A file with a private age key, AGE-SECRET-KEY-1….")
]
Password = Annotated[str, typer.Option(help="The file with the password; - asks for it.")]
File = Annotated[Path, typer.Argument(help="A backup of the keyring.")]


@app.command()
def status(*, as_json: AsJson = False) -> None:
    """Say how the keyring is, and whether its log is whole."""
    _only_root()
    found = keyring().status()
    is_open = found["state"] == "open"
    if is_open:
        fault = keyring().first_fault_in_log()
        found["log"] = f"altered from line {fault} on" if fault else "whole"
    if as_json:
        print_json(found)
    else:
        for name, value in found.items():
            tell(f"{name.replace('_', ' '):22} {value}")
    if not is_open or found["must_replay"]:
        raise typer.Exit(AWAY)
    if found["log"] != "whole":
        raise typer.Exit(1)


@app.command()
def rotate(*, as_json: AsJson = False) -> None:
    """Begin a new epoch now: all keys move, and what was copied two epochs ago is worthless."""
    _only_root()
    epoch = keyring().rotate(actor=_actor())
    if as_json:
        print_json({"epoch": epoch})
    else:
        tell(f"Epoch {epoch} has begun; every key has moved to it.")


@app.command()
def backup(
    to: Annotated[Path, typer.Argument(help="A folder, on another machine's disk at best.")],
    recipient: Annotated[
        list[str] | None, typer.Option(help="A public age key, age1…; again for more.")
    ] = None,
    password: Password = "",
    escrow: Annotated[
        bool,
        typer.Option("--escrow", help="With the epochs' keys inside: opens for good, see --help."),
    ] = False,
    *,
    as_json: AsJson = False,
) -> None:
    """Back the key store up, encrypted; removes what is older than two epochs.

    Without --escrow a backup needs this installation's root provider, and is dead after two
    epochs. With --escrow it opens on any machine, and the erased since with it, for as long as the
    file is kept: replace it each epoch, and keep no old one anywhere.
    """
    _only_root()
    made, sealed = _sealed(recipient or [], read_password(password), escrow=escrow)
    file = to / made["name"]
    _write(file, sealed)
    removed = backups.outdated(to, epoch=made["epoch"])
    for old in removed:
        old.unlink()
    if as_json:
        print_json({"file": str(file), "removed": [str(one) for one in removed], **made})
        return
    tell(f"Made: {file} ({len(sealed):,} bytes). Removed: {len(removed)} of older epochs.")
    tell(_FOR_GOOD if escrow else _FOR_TWO_EPOCHS)


_FOR_GOOD = "It opens for as long as it is kept, the erased since included: replace it each epoch."
_FOR_TWO_EPOCHS = "It opens while the root provider has this epoch's key: for two epochs."


@app.command()
def restore(
    file: File,
    identity: Identity = None,
    password: Password = "",
    replace: Annotated[
        bool, typer.Option("--replace", help="Even though the present store is sound.")
    ] = False,
    *,
    as_json: AsJson = False,
) -> None:
    """Put a backup in the store's place. It serves after `sotto keyring replay`."""
    _only_root()
    clear = _opener(identity, password).decrypt(read_file(file))
    with suppress(KeyringUnavailable):  # It need not run.
        keyring().let_go(actor=_actor())
    try:
        with _as_its_user():
            found = put_back(keyring_of(settings.SOTTO), clear, replace=replace)
    finally:
        with suppress(KeyringUnavailable):
            keyring().open_again()
    if as_json:
        print_json({"made_at": found.made_at, "subjects": found.subjects, "epoch": found.epoch})
    else:
        tell(f"Restored the backup of {found.made_at[:19]} UTC: {found.subjects} subjects.")
        tell("No key is given out before: sotto keyring replay")


@app.command()
def replay(*, as_json: AsJson = False) -> None:
    """Erase again whom the database's ledger names; then the keyring serves."""
    _only_root()
    client = keyring()
    client.status()  # As root: the connection stays what it is when this steps down.
    with administering(Purpose.ERASE):
        done = replay_all(client, actor=_actor())
    if as_json:
        print_json(
            {
                "erased": len(done.ledger.erased),
                "months": len(done.ledger.months),
                "came_back": done.came_back,
                "holds": done.holds,
                "not_kept": {str(hold.pk): hold.missing for hold in done.incomplete},
            }
        )
        return
    erased, months = len(done.ledger.erased), len(done.ledger.months)
    tell(f"Replayed: {erased} erased people, {months} forgotten months.")
    tell(f"Of these {done.came_back} had come back, and are gone again.")
    tell(f"Legal holds placed again: {done.holds}.")
    for hold in done.incomplete:
        tell(f"Hold {hold.pk} does not keep all: {sum(hold.missing.values())} parts of records.")


@app.command()
def drill(
    file: File, identity: Identity = None, password: Password = "", *, as_json: AsJson = False
) -> None:
    """Try a backup in a scratch folder: all the living must open, and none of the erased."""
    _only_root()
    clear = _opener(identity, password).decrypt(read_file(file))
    with administering(Purpose.VERIFY):
        ledger = read_ledger()
    with _as_its_user(), TemporaryDirectory(dir=settings.SOTTO.keyring_dir) as scratch:
        found = run_drill(keyring_of(settings.SOTTO), clear, ledger, Path(scratch))
    shown = {
        "good": found.is_good,
        "living_opened": found.opened,
        "newer_than_the_backup": found.newer,
        "of_them_legal_holds": found.newer_holds,
        "lost": found.lost,
        "erased": found.erased,
        "erased_that_open": found.erased_that_open,
    }
    if as_json:
        print_json(shown)
    else:
        for name, value in shown.items():
            tell(f"{name.replace('_', ' '):22} {value}")
    raise typer.Exit(0 if found.is_good else 1)


@app.command()
def policy(*, as_json: AsJson = False) -> None:
    """Print who may ask the keyring for what, and for which purposes."""
    purposes = {"keys": ", ".join(sorted(PURPOSES)), "held_keys": CLAIMS}
    rows = [
        {
            "request": request,
            APPLICATION: "yes" if APPLICATION in roles else "-",
            ADMINISTRATOR: "yes" if ADMINISTRATOR in roles else "-",
            "purposes": purposes.get(request, ""),
        }
        for request, roles in REQUESTS.items()
    ]
    headings = {
        "request": "Request",
        APPLICATION: settings.SOTTO.app_user,
        ADMINISTRATOR: "root",
        "purposes": "Purposes",
    }
    print_rows(rows, headings, as_json=as_json, none="")


@app.command()
def log(
    after: Annotated[int, typer.Option(min=0, help="From the line after this one on.")] = 0,
    *,
    as_json: AsJson = False,
) -> None:
    """Print the keyring's log of deeds: who did what to which key; 1,000 lines at most."""
    _only_root()
    headings = {
        "number": "No.",
        "at": "At",
        "deed": "Deed",
        "object": "Object",
        "actor": "Actor",
        "peer": "User",
        "detail": "Detail",
    }
    print_rows(keyring().log(after=after), headings, as_json=as_json, none="No deeds yet.")


def _sealed(recipients: list[str], password: str, *, escrow: bool) -> tuple[dict[str, Any], bytes]:
    """What the keyring says of a new backup (JSON), and the backup. It need not know a password."""
    mine = pyrage.x25519.Identity.generate()
    chosen = [str(mine.to_public())] if password else recipients
    made = keyring().back_up(chosen, escrow=escrow, actor=_actor())
    outgoing = settings.SOTTO.keyring_dir / OUTGOING
    try:
        sealed = outgoing.read_bytes()
    finally:
        outgoing.unlink(missing_ok=True)
    if password:
        sealed = Lock(password=password).encrypt(Opener([str(mine)]).decrypt(sealed))
    return made, sealed


def _only_root() -> None:
    if os.getuid() != 0:
        raise NotAllowed("Run this as root.")


def _actor() -> str:
    return f"uid:{os.getuid()}"


def _opener(identity: Path | None, password: str) -> Opener:
    if identity is None:
        return Opener(password=read_password(password or "-"))
    lines = read_file(identity).decode(errors="replace").splitlines()
    return Opener([line.strip() for line in lines if line.strip().startswith("AGE-SECRET-KEY-")])


def _write(file: Path, raw: bytes) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as opened:
        opened.write(raw)
        opened.flush()
        os.fsync(opened.fileno())


@contextmanager
def _as_its_user() -> Iterator[None]:
    """As whom the keyring runs, so that what is written is its own."""
    owner = settings.SOTTO.keyring_dir.stat()
    umask = os.umask(0o077)
    os.setegid(owner.st_gid)
    os.seteuid(owner.st_uid)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)
        os.umask(umask)
