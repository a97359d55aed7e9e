"""`sotto erase` and `sotto erasure …` (PBX-70, ENT-70)."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer

from sotto.personal_data.keys import keyring
from sotto.personal_data.models import Erasure
from sotto.personal_data.vocabulary import Purpose
from sotto.processes.cli.asked import words_typed
from sotto.processes.cli.deeds import (
    preview_as_json,
    tell_counts,
    tell_kept,
    tell_preview,
    tell_remains,
)
from sotto.processes.cli.output import AsJson, bar, one_line, print_json, print_rows, tell
from sotto.processes.cli.session import administering, in_tenant, new_file
from sotto.processes.cli.whom import Who, subject_meant
from sotto.trust.dataprotection import queries, services
from sotto.trust.dataprotection.rules import State
from sotto.trust.dataprotection.services.preview import CLAIMS
from sotto.trust.dataprotection.services.wording import kept_as_shown
from sotto.trust.tenants.services import within

app = typer.Typer(no_args_is_help=True)
Id = Annotated[UUID, typer.Argument(help="Its id, from `sotto erasure list`.")]
Grace = Annotated[
    int | None,
    typer.Option(min=0, max=90, help="Days to cancel it in; else as `erasure grace` chose."),
]


def erase(
    who: Who,
    yes: Annotated[bool, typer.Option("--yes", help="Do it; without this, only count.")] = False,
    grace: Grace = None,
    identified: Annotated[
        str,
        typer.Option(help="How the person was identified; not kept. - reads it. Else as WHO says."),
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Erase a person everywhere: keys, records, files. After its grace this can't be undone."""
    with administering(Purpose.ERASE) as tenant:
        with within(tenant.pk):
            subject = subject_meant(who)
            preview = services.preview_of(subject)
        if not yes:
            _show_preview(preview, as_json=as_json, go_on="--yes")
            raise typer.Exit(1)
        chosen = None if grace is None else timedelta(days=grace)
        entry = services.ask_erasure(tenant.pk, subject, grace=chosen)
        by = words_typed(identified).strip() or who
        receipt = "" if entry.identity_digest else services.commit_identity(entry, by)
        services.approve_erasure(entry, seen=preview.token)
        with bar("Erasing", quiet=as_json):
            entry = services.advance_erasure(tenant.pk, entry.pk)
    if as_json:
        print_json({"erased": str(entry.pk), "receipt": receipt, **_shown(entry)})
        return
    _tell(entry)
    if receipt:
        tell(f"Receipt for the person, shown once: {receipt}")
        tell(f"It proves whose the certificate is, together with: {one_line(by)}")
    else:
        tell("The person's receipt was shown when the erasure was asked for.")


@app.command()
def ask(
    who: Who,
    identified: Annotated[
        str, typer.Option(help="How the person was identified; not kept. - reads it.")
    ],
    grace: Grace = None,
    as_json: AsJson = False,
) -> None:
    """Ask for an erasure, for somebody to approve. Nothing goes; the receipt is shown this once."""
    with in_tenant(Purpose.ERASE) as tenant:
        chosen = None if grace is None else timedelta(days=grace)
        entry = services.ask_erasure(tenant.pk, subject_meant(who), grace=chosen)
        receipt = services.commit_identity(entry, words_typed(identified))
    if as_json:
        print_json({"receipt": receipt, **_shown(entry)})
        return
    tell(f"Receipt for the person, shown once: {receipt}")
    tell(f"To go on: sotto erasure approve {entry.pk}")


@app.command()
def approve(
    erasure: Id,
    seen: Annotated[
        str, typer.Option(help="The token of the dry run; without it, only show the dry run.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Approve an erasure that was asked for, by the dry run that was seen. Then it begins."""
    with administering(Purpose.ERASE) as tenant:
        with within(tenant.pk):
            entry = find_erasure(erasure)
            preview = services.preview_of(entry.subject)
        if not seen:
            _show_preview(preview, as_json=as_json, go_on=f"--seen {preview.token}")
            raise typer.Exit(1)
        services.approve_erasure(entry, seen=seen)
        with bar("Erasing", quiet=as_json):
            entry = services.advance_erasure(tenant.pk, entry.pk)
    if as_json:
        print_json(_shown(entry))
    else:
        _tell(entry)


@app.command("list")
def list_(*, as_json: AsJson = False) -> None:
    """List erasures, newest first."""
    with in_tenant(Purpose.VERIFY):
        rows = [_shown(entry) for entry in queries.erasures()]
    headings = {"id": "Id", "state": "State", "subject": "Pseudonym", "asked": "Asked at (UTC)"}
    print_rows(rows, headings, as_json=as_json, none="Nobody has been erased.")


@app.command("print")
def print_(erasure: Id, *, as_json: AsJson = False) -> None:
    """Print how far an erasure is, what it did, what is kept and what remains."""
    with in_tenant(Purpose.VERIFY):
        entry = find_erasure(erasure)
        if as_json:
            print_json(_shown(entry))
        else:
            _tell(entry)


@app.command()
def cancel(erasure: Id, *, as_json: AsJson = False) -> None:
    """Cancel an erasure before it is approved, or in its grace; afterwards never."""
    with in_tenant():
        entry = services.cancel_erasure(find_erasure(erasure))
    if as_json:
        print_json(_shown(entry))
    else:
        tell("Cancelled. The person is there again as before.")


@app.command()
def grace(
    days: Annotated[int, typer.Argument(min=0, max=90, help="0: no way back.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Choose for how long an approved erasure can be cancelled, if nothing else is said."""
    with in_tenant() as tenant:
        services.choose_grace(tenant.pk, days=days)
    if as_json:
        print_json({"grace_days": days})
    else:
        tell(f"An approved erasure can be cancelled for {days} days.")


@app.command()
def certificate(
    erasure: Id,
    to: Annotated[Path, typer.Option(help="A JSON file to write; it must not exist.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Write an erasure's signed certificate; anybody can check it with `sotto verify`."""
    with in_tenant(Purpose.VERIFY):
        text = services.certificate_text_of(find_erasure(erasure))
    with administering(), new_file(to) as file:
        file.write(text.encode())
    if as_json:
        print_json({"id": str(erasure), "file": str(to)})
    else:
        tell(f"Written: {to}. To check it anywhere: sotto verify {to}")


@app.command()
def key(*, as_json: AsJson = False) -> None:
    """Print the public key that checks certificates; publish it where others can find it."""
    with administering():
        public = keyring().public_key("certificate").hex()
    if as_json:
        print_json({"key": public})
    else:
        tell(public)


def find_erasure(erasure: UUID) -> Erasure:
    """Raises ErasureUnknown."""
    entry = queries.erasures().filter(pk=erasure).first()
    if entry is None:
        raise services.ErasureUnknown(erasure)
    return entry


def _shown(entry: Erasure) -> dict[str, Any]:  # Any: JSON
    times = {step: at for step, at in entry.times.items() if at is not None}
    return {
        "id": str(entry.pk),
        "state": str(queries.state_of_erasure(entry)),
        "subject": str(entry.subject),
        "asked": entry.asked_at.isoformat(timespec="seconds"),
        "steps": {step: at.isoformat(timespec="seconds") for step, at in times.items()},
        "counts": entry.counts,
        "kept": entry.kept,
        "remains": entry.remains,
    }


def _tell(entry: Erasure) -> None:
    state = queries.state_of_erasure(entry)
    tell(f"Erasure {entry.pk}: {_SENTENCES.get(state, state)}")
    tell_counts(entry.counts)
    tell_kept(map(kept_as_shown, entry.kept))
    if any(one["ground"] == CLAIMS for one in entry.kept):
        tell("  What a legal hold keeps has keys of its own: it opens for legal claims only.")
    tell_remains(entry.remains)


def _show_preview(preview: services.Preview, *, as_json: bool, go_on: str) -> None:
    if as_json:
        print_json(preview_as_json(preview))
        return
    tell("Nothing was erased. This would go:")
    tell_preview(preview)
    tell(f"To do it, the same again with {go_on}")


_SENTENCES = {
    State.ASKED: "asked for, and not approved yet.",
    State.IN_GRACE: "in its grace. Nothing of the person opens; it can still be cancelled.",
    State.RUNNING: "under way.",
    State.WAITING: (
        "the key is destroyed, and with it every copy of what it sealed. "
        "The certificate follows when two epochs have passed."
    ),
    State.STUCK: "the key is destroyed, but something could not be deleted.",
    State.CERTIFIED: "done, and certified.",
    State.CANCELLED: "cancelled.",
}
