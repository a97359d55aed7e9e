"""`sotto audit …` (PBX-80, ENT-80)."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer

from sotto.lib.merkle import ProofInvalid
from sotto.lib.signed_note import NoteInvalid, VerifierKey
from sotto.personal_data.vocabulary import Purpose
from sotto.processes.cli.failures import DONE, REFUSED
from sotto.processes.cli.output import AsJson, bar, one_line, print_json, print_rows, tell
from sotto.processes.cli.session import administering, in_tenant, new_file, read_file
from sotto.trust.audit import queries, services
from sotto.trust.audit.rules.proof import Proof
from sotto.trust.tenants.services import within

app = typer.Typer(no_args_is_help=True)
_WHOSE_KEY = (
    "Whose key signed it is not checked: it lay beside what it signed, and a forger brings its "
    "own. Give --key with the public key that you trust."
)

Witness = Annotated[
    Path | None, typer.Option(help="A folder of earlier checkpoints; else that of the settings.")
]


@app.command()
def verify(
    witness: Witness = None,
    tiles: Annotated[
        Path | None, typer.Option(help="Look at exported files only, without the database.")
    ] = None,
    key: Annotated[Path | None, typer.Option(help="The public key's file, with --tiles.")] = None,
    as_json: AsJson = False,
) -> None:
    """Recompute the whole trail and say what was changed, if anything, and from where on."""
    notes = None if witness is None else services.read_witness(witness)
    if tiles is not None:
        found = services.verify_files(tiles, _key(key or tiles / "key"), witness=witness)
        waiting = 0
    else:
        with administering(Purpose.VERIFY) as tenant:
            with bar("Verifying", quiet=as_json) as progress:
                found = services.verify_trail(tenant.pk, witness=notes, progress=progress)
            with within(tenant.pk):
                services.note_verification(found)
                waiting = queries.waiting_entries()
    if as_json:
        print_json({**found.as_json(), "waiting": found.waiting + waiting})
    else:
        _tell(found)
        if tiles is not None and key is None:
            tell(_WHOSE_KEY)
    raise typer.Exit(0 if found.is_sound else 1)


def _tell(found: services.Findings) -> None:
    tell(f"Entries under the checkpoint: {found.size}, of which pruned: {found.first}")
    tell(f"Rows compared: {found.rows}; signed checkpoints held against: {found.checkpoints}")
    if found.is_sound:
        tell("The trail is whole: nothing was changed, removed, reordered or rolled back.")
        return
    for fault in found.faults:
        tell(f"  {services.sentence(fault)}")
    tell(f"NOT whole. What cannot be relied on begins at entry {found.from_entry}.")


@app.command("list")
def list_(
    subject: Annotated[UUID | None, typer.Option(help="Only about this pseudonym.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="At most so many.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List entries, newest first: who did what to which pseudonym."""
    with in_tenant(Purpose.SHOW):
        chosen = queries.all_entries()
        if subject is not None:
            chosen = chosen.filter(owner=subject)
        rows = [
            {
                "id": str(entry.pk),
                "at": entry.at.isoformat(timespec="seconds"),
                "action": entry.action,
                "actor": entry.actor,
                "subject": None if entry.owner is None else str(entry.owner),
                "object": None if entry.object_id is None else str(entry.object_id),
                "interface": entry.interface,
                "decision": entry.decision,
                "index": entry.leaf_index,
            }
            for entry in chosen[:limit]
        ]
        services.record("audit:trail:viewed", subject=subject)
    headings = {
        "index": "Index",
        "at": "When (UTC)",
        "action": "What",
        "actor": "Who",
        "subject": "About whom",
        "id": "Id",
    }
    print_rows(rows, headings, as_json=as_json, none="No entries yet.")


@app.command()
def checkpoint(*, as_json: AsJson = False) -> None:
    """Print the newest signed checkpoint, and the public key that checks it."""
    with administering() as tenant:
        signed = services.latest_checkpoint(tenant.pk)
    if signed is None:
        tell("No checkpoint yet: the first comes with the first entry, within ten seconds.")
        raise typer.Exit(1)
    if as_json:
        shown = {"size": signed.checkpoint.size, "root": signed.checkpoint.root.hex()}
        print_json({**shown, "checkpoint": signed.note, "key": signed.key.text})
        return
    tell(f"{signed.note}\nkey: {signed.key.text}")


@app.command()
def proof(
    entry: Annotated[UUID, typer.Argument(help="Its id, from `sotto audit list`.")],
    to: Annotated[Path | None, typer.Option(help="A file to write; it must not exist.")] = None,
    as_json: AsJson = False,
) -> None:
    """Print or write the proof that an entry stands in the trail; anybody can check it."""
    with in_tenant():
        found = services.proof_in_json(entry)
    text = json.dumps(found, indent=2)
    if to is None:
        print_json(found)
        return
    with new_file(to) as file:
        file.write(text.encode())
    if as_json:
        print_json({"file": str(to), "index": found["index"]})
    else:
        tell(f"Written: {to}")


@app.command()
def check(
    file: Annotated[Path, typer.Argument(help="A proof, as `sotto audit proof` wrote it.")],
    key: Annotated[Path | None, typer.Option(help="The public key's file that you trust.")] = None,
    as_json: AsJson = False,
) -> None:
    """Check a proof without the system; exit code 1 when it proves nothing, as without a key."""
    try:
        told: dict[str, Any] = json.loads(read_file(file))
        leaf = Proof.of_json(told).check(None if key is None else _key(key))
    except (ProofInvalid, ValueError, RecursionError):
        _outcome("This proves nothing: it was altered, or another key has signed it.", as_json)
        raise typer.Exit(1) from None
    if as_json:
        entry = json.loads(leaf.to_bytes())
        told = {"is_proven": key is not None, "key_is_the_one_given": key is not None}
        print_json({**told, "entry": entry})
    else:
        said = one_line(f"{leaf.action} at {leaf.at.isoformat(timespec='seconds')}, {leaf.id}")
        tell(
            f"Proven: {said}" if key else f"Not proven, but it fits together: {said}\n{_WHOSE_KEY}"
        )
    raise typer.Exit(REFUSED if key is None else DONE)


@app.command()
def rebuild(witness: Witness = None, as_json: AsJson = False) -> None:
    """Make lost or damaged files of the trail anew from the rows, if these give what was signed."""
    notes = None if witness is None else services.read_witness(witness)
    with administering(Purpose.VERIFY) as tenant:
        count = services.rebuild(tenant.pk, witness=notes)
    if as_json:
        print_json({"replaced": count})
    else:
        tell(f"Files replaced: {count}. Verify the trail now: `sotto audit verify`.")


@app.command()
def prune(
    before: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="Older ones go (UTC).")],
    yes: Annotated[bool, typer.Option("--yes", help="Do it; this can't be undone.")] = False,
    as_json: AsJson = False,
) -> None:
    """Delete entries before a day; their hashes stay, so that every proof stays valid."""
    act = services.prune if yes else services.preview_pruning
    with administering() as tenant:
        done = act(tenant.pk, before=before.replace(tzinfo=UTC))
    if as_json:
        said = {"pruned" if yes else "would_be_pruned": done.entries, "kept": done.kept}
        print_json({**said, "stopped_at": done.stopped_at})
    else:
        said_of = "Deleted" if yes else "Would be deleted"
        tell(f"{said_of}: {done.entries} entries. Whole bundles of 256; none younger than 90 days.")
        if done.stopped_at is not None:
            tell(f"It stops at entry {done.stopped_at}: a legal hold needs it (sotto hold list).")
            tell(f"For that, {done.kept} older entries stay.")
    if not yes:
        if not as_json:
            tell("Nothing was deleted. Say --yes to do it: it can't be undone.")
        raise typer.Exit(1)


def _key(path: Path) -> VerifierKey:
    try:
        return VerifierKey.parse(read_file(path).decode())
    except (NoteInvalid, UnicodeDecodeError):
        raise typer.BadParameter("That file holds no public key of a trail.") from None


def _outcome(text: str, as_json: bool) -> None:
    if as_json:
        print_json({"error": text})
    else:
        tell(text)
