"""`sotto backup …`: make, list, check, drill; and a key to make them for."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from django.conf import settings

from sotto.personal_data.vocabulary import Purpose
from sotto.processes.cli.output import AsJson, bar, complain, print_json, print_rows, tell
from sotto.processes.cli.session import administering, as_caller
from sotto.processes.setup import drill as outside
from sotto.trust.backup import queries, services
from sotto.trust.backup.rules import Findings
from sotto.trust.backup.services.manifest import Contents, Manifest

app = typer.Typer(no_args_is_help=True)
Archive = Annotated[Path, typer.Argument(help="The backup.")]
IdentityFile = Annotated[
    Path | None, typer.Option("--identity-file", help="A file with the secret age key.")
]
PasswordFile = Annotated[
    Path | None, typer.Option("--password-file", help="A file whose first line is the password.")
]
PasswordPrompt = Annotated[
    bool, typer.Option("--password-prompt", help="Ask for the password here.")
]


@app.callback()
def backup() -> None:
    """Backups: encrypted, without what opens them."""


@app.command()
def make(
    to: Annotated[Path, typer.Option(help="The file to write; it must not exist.")],
    recipient: Annotated[
        list[str] | None, typer.Option(help="A public age key (age1…); may be repeated.")
    ] = None,
    password_file: PasswordFile = None,
    password_prompt: PasswordPrompt = False,
    as_json: AsJson = False,
) -> None:
    """Back up all rows and sealed files, as of one moment, while everything goes on."""
    password = read_password(password_file, prompt=password_prompt, confirm=True)
    chosen = services.locks(recipients=recipient or (), password=password)
    with administering(), bar("Backing up", quiet=as_json) as progress:
        now = datetime.now(UTC)
        done = services.make_now(to, chosen, now=now, rights=as_caller, progress=progress)
    if as_json:
        print_json({"file": str(to), **_of(done)})
    else:
        tell(f"Written: {to} ({done.size} bytes: {done.rows} rows, {done.files} files)")
        tell("Without the keyring no backup opens anything: `sotto keyring backup` is apart.")
    if done.lost:
        complain(f"{done.lost} files were missing on the disk that rows name.")
        raise typer.Exit(1)


@app.command("list")
def list_(*, as_json: AsJson = False) -> None:
    """List backups, newest first, with the attempts that failed."""
    with administering():
        rows = [_of(one) for one in queries.backups()[:200]]
    if not as_json:
        rows = [{**row, "made_at": row["made_at"][:19].replace("T", " ")} for row in rows]
    headings = {
        "made_at": "Made at (UTC)",
        "outcome": "Outcome",
        "bytes": "Bytes",
        "rows": "Rows",
        "files": "Files",
        "file": "File",
    }
    print_rows(
        rows, headings, as_json=as_json, none="No backups yet. Try: sotto backup make --help"
    )


@app.command()
def check(
    archive: Archive,
    identity_file: IdentityFile = None,
    password_file: PasswordFile = None,
    password_prompt: PasswordPrompt = False,
    as_json: AsJson = False,
) -> None:
    """Read a whole backup: is it complete, undamaged, and ours? Changes nothing."""
    keys = read_keys(identity_file, password_file, prompt=password_prompt)
    with (
        archive.open("rb") as file,
        administering(Purpose.VERIFY),
        bar("Checking", quiet=as_json) as progress,
    ):
        found = services.check_backup(file, keys, progress=progress)
    shown = {"good": True, **_in_short(found.manifest, found.contents)}
    if as_json:
        print_json(shown)
        return
    tell("Complete, undamaged, and of this installation.")
    for name, value in shown.items():
        if name != "good":
            tell(f"  {name.replace('_', ' '):16} {value}")


@app.command()
def drill(
    archive: Archive,
    identity_file: IdentityFile = None,
    password_file: PasswordFile = None,
    password_prompt: PasswordPrompt = False,
    as_json: AsJson = False,
) -> None:
    """Restore a backup into a scratch cluster and open everything: erased 0, living all.

    Exit code: 0 when it is so; 1 when not.
    """
    password = read_password(password_file, prompt=password_prompt)
    wish = outside.Wish(read_identities(identity_file), password, _erased())
    services.keys(identities=wish.identities, password=wish.password)
    began_at = datetime.now(UTC)
    with archive.open("rb") as file, bar("Restoring and opening", quiet=as_json) as progress:
        drilled = outside.run(settings.SOTTO, file, wish, progress=progress)
    with administering(Purpose.VERIFY):
        services.note_drill(**asdict_of(drilled), began_at=began_at)
    if as_json:
        print_json({"passed": drilled.findings.passed, **drilled.findings.to_json()})
    else:
        for line in sentences(drilled.findings):
            tell(line)
    if not drilled.findings.passed:
        raise typer.Exit(1)


@app.command()
def identity(
    to: Annotated[Path, typer.Option(help="The file to write; it must not exist.")],
    as_json: AsJson = False,
) -> None:
    """Make an age key: the secret half into a file to keep elsewhere, the public half here."""
    made = services.new_identity()
    with services.complete_file(to) as file:
        file.write(f"# public key: {made.recipient()}\n{made.secret()}\n".encode())
    if as_json:
        print_json({"file": str(to), "recipient": str(made.recipient())})
        return
    tell(f"Written: {to}. Keep it away from this machine; who has it opens the backups.")
    tell(f"Public key: {made.recipient()}")


def read_password(path: Path | None, *, prompt: bool, confirm: bool = False) -> str:
    """Empty when neither was chosen."""
    if path is not None:
        return path.read_text().partition("\n")[0].rstrip("\r")
    if prompt:
        asked = typer.prompt("Password", hide_input=True, confirmation_prompt=confirm, err=True)
        return str(asked)
    return ""


def read_identities(path: Path | None) -> str:
    return "" if path is None else path.read_text(errors="replace")


def read_keys(identities: Path | None, password: Path | None, *, prompt: bool) -> Any:
    """What opens a backup. Any: a sequence of keys. Raises NoKeyGiven, NotAnAgeKey."""
    given = read_password(password, prompt=prompt)
    return services.keys(identities=read_identities(identities), password=given)


def sentences(found: Findings) -> list[str]:
    """What a drill found, in plain words."""
    gone = found.erased_closed + found.files_erased_closed
    living = found.living_opened + found.files_living_opened
    lost = found.living_closed + found.files_living_closed + found.files_missing
    readable = found.erased_opened + found.files_erased_opened
    people = found.people_erased
    lines = [
        "The drill has passed." if found.passed else "THE DRILL HAS FAILED.",
        f"  Of {people} erased people {readable} values or files opened, {gone} stayed closed.",
        f"  Of the living {living} values and files opened, {lost} did not.",
        f"  {found.rows} rows came back; {found.rows_differ} tables differ from the manifest.",
    ]
    if found.forgotten or found.files_forgotten:
        forgotten = found.forgotten + found.files_forgotten
        lines.append(f"  {forgotten} are of months that retention has forgotten since.")
    if found.restricted:
        lines.append(f"  {found.restricted} belong to people whose data is restricted now.")
    if found.damaged:
        lines.append(f"  {found.damaged} are damaged.")
    return lines


def asdict_of(drilled: outside.Drilled) -> dict[str, Any]:  # Any: as `note_drill` takes them
    return {
        "backup": drilled.backup,
        "backup_made_at": drilled.backup_made_at,
        "findings": drilled.findings,
    }


def _erased() -> list[tuple[str, str]]:
    with administering(Purpose.VERIFY):
        return queries.erased_beyond_recall()


def _in_short(manifest: Manifest, contents: Contents) -> dict[str, Any]:  # Any: JSON
    return {
        "id": str(manifest.id),
        "made_at": manifest.made_at.isoformat(timespec="seconds"),
        "tenants": len(manifest.tenants),
        "rows": manifest.rows,
        "files": contents.files.count,
        "erasures": manifest.ledger.lines,
        "version": manifest.version,
        "postgresql": manifest.postgresql,
    }


def _of(one: Any) -> dict[str, Any]:  # Any: a row of the room's; JSON
    return {
        "id": str(one.pk),
        "made_at": one.began_at.isoformat(timespec="seconds"),
        "outcome": one.failure or "made",
        "bytes": one.size,
        "rows": one.rows,
        "files": one.files,
        "lost": one.lost,
        "file": one.file_name,
    }
