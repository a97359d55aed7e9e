"""`sotto request …`: what the officer's desk does (ENT-60, PBX-60)."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from sotto.personal_data.vocabulary import Purpose
from sotto.processes.cli import identities
from sotto.processes.cli.asked import (
    Number,
    Words,
    find_request,
    shown_request,
    tell_request,
    words_typed,
)
from sotto.processes.cli.deeds import preview_as_json, tell_preview
from sotto.processes.cli.output import AsJson, one_line, print_json, print_rows, tell
from sotto.processes.cli.session import in_tenant, new_file
from sotto.processes.cli.whom import subject_meant
from sotto.processes.cli.wording import chosen_by_word
from sotto.trust.consents.rules import OBJECTIONABLE, Case
from sotto.trust.dataprotection.services import preview_of
from sotto.trust.requests import queries, services
from sotto.trust.requests.models import DataRequest
from sotto.trust.requests.rules import Channel, Ground, Kind

app = typer.Typer(no_args_is_help=True)
app.command()(identities.receipt)
app.command()(identities.identify)
app.command()(identities.code)
_GROUNDS = chosen_by_word(Ground)
_CHANNELS = chosen_by_word(one for one in Channel if one is not Channel.PORTAL)


@app.command("open")
def open_(  # noqa: PLR0913, PLR0917 -- an option for each thing that is taken down.
    kind: Annotated[Kind, typer.Argument(help="What is asked.")],
    who: Annotated[str, typer.Argument(help="Number in any notation, address, name, pseudonym.")],
    channel: Annotated[Channel, typer.Option(**_CHANNELS, help="How it came.")] = Channel.LETTER,
    received: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="When it came; today (UTC).")
    ] = None,
    asker: Annotated[str, typer.Option(help="The person, or who acts for it.")] = "",
    reach: Annotated[str, typer.Option(help="How to reach who asks.")] = "",
    text: Words = "",
    proof: identities.Proven = None,
    as_json: AsJson = False,
) -> None:
    """Take down a request; its month runs from the day it came. Two people: a list to choose."""
    with in_tenant(Purpose.ACCESS):
        made = services.open_request(
            kind,
            subject_meant(who),
            channel=channel,
            intake=services.Intake(asker=asker, reach=reach, text=words_typed(text)),
            received_on=received.date() if received else None,
            purpose=OBJECTIONABLE[0] if kind is Kind.OBJECTION else None,
        )
        if proof is not None:
            services.confirm_identity(made.pk, proof=proof)
    tell_request(made.number, as_json=as_json)


@app.command("list")
def list_(
    every: Annotated[bool, typer.Option("--all", help="Closed ones too.")] = False,
    as_json: AsJson = False,
) -> None:
    """List requests with their clocks, the most urgent first."""
    with in_tenant(Purpose.ACCESS):
        found = queries.requests() if every else queries.requests().filter(closure=None)
        rows = [shown_request(one) for one in found]
    rows.sort(key=lambda one: (one["answered"], one["due"]))
    headings = {
        "number": "No.",
        "kind": "Kind",
        "state": "State",
        "due": "Due",
        "days_left": "Days left",
        "subject": "Pseudonym",
    }
    print_rows(rows, headings, as_json=as_json, none="No requests. Try: sotto request open --help")


@app.command()
def show(number: Number, *, as_json: AsJson = False) -> None:
    """Print a request: what was said, its clock, and for an erasure the dry run."""
    with in_tenant(Purpose.ACCESS):
        found = find_request(number)
        shown = {**shown_request(found), **_said(found)}
        waits = found.kind == Kind.ERASURE and not queries.has(found, "decision")
        preview = preview_of(found.owner) if waits else None
    if as_json:
        print_json({**shown, **(preview_as_json(preview) if preview else {})})
        return
    for key, value in shown.items():
        tell(f"{key.replace('_', ' '):13} {'-' if value in ('', None) else one_line(str(value))}")
    if preview:
        tell("This would go:")
        tell_preview(preview)
        tell(f"To grant it: sotto request decide {number} --grant --seen {preview.token}")


@app.command()
def decide(
    number: Number,
    grant: Annotated[bool, typer.Option("--grant/--refuse", help="Either.")],
    ground: Annotated[Ground | None, typer.Option(**_GROUNDS, help="Why it is refused.")] = None,
    reasons: Words = "",
    seen: Annotated[
        str, typer.Option(help="Of an erasure: the token of the dry run from `request show`.")
    ] = "",
    case: Annotated[
        Case,
        typer.Option(**chosen_by_word(Case), show_default="contested", help="Of a restriction."),
    ] = Case.CONTESTED,
    keeps_service: Annotated[
        bool, typer.Option("--keeps-service", help="The restricted agrees to be called.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Grant or refuse. A refusal needs a ground and reasons; the note on complaint is added."""
    with in_tenant(Purpose.ACCESS):
        found = find_request(number)
        if grant:
            services.grant(
                found.pk,
                text=words_typed(reasons),
                seen=seen or None,
                case=case,
                keeps_service=keeps_service,
            )
        elif ground is None:
            raise services.GroundRefused
        else:
            services.refuse(found.pk, ground=ground, reasons=words_typed(reasons))
    tell_request(number, as_json=as_json)


@app.command()
def extend(number: Number, reasons: Words, *, as_json: AsJson = False) -> None:
    """Take two months more; tell the person the reasons now. Only within the first month."""
    with in_tenant(Purpose.ACCESS):
        services.extend(find_request(number).pk, reason=words_typed(reasons))
    tell_request(number, as_json=as_json)


@app.command()
def correct(
    number: Number,
    field: Annotated[str, typer.Option(help="As `request correct NUMBER` lists them.")] = "",
    value: Annotated[str, typer.Option(help="The right value; - reads it.")] = "",
    as_json: AsJson = False,
) -> None:
    """Of a rectification that was granted: list what can be put right, or put one right."""
    with in_tenant(Purpose.ACCESS):
        found = find_request(number)
        if field:
            services.correct(found.pk, field=field, value=words_typed(value))
        fields = {one.field: now for one, now in services.fields_of(found.owner)}
    if as_json:
        print_json({"number": number, "fields": fields})
        return
    for name, now in fields.items():
        tell(f"{name:28} {now}")


@app.command()
def deliver(
    number: Number,
    to: Annotated[
        Path | None, typer.Option(help="Write the encrypted archive; prints its password, once.")
    ] = None,
    offer: Annotated[
        bool, typer.Option("--offer", help="The person fetches it once, signed in.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Hand over the archive; without options, note that the person has its answer."""
    password = ""
    with in_tenant(Purpose.ACCESS):
        found = find_request(number)
        if to is not None:
            password = services.new_password()
            with new_file(to) as file:
                services.hand_over(found.pk, to=file, password=password)
        elif offer:
            services.offer(found.pk)
        else:
            services.note_delivered(found.pk)
    if to is not None and as_json:
        print_json({"file": str(to), "password": password})
        return
    if to is not None:
        tell(f"Written: {to}, encrypted by age. Its password, shown once: {password}")
    tell_request(number, as_json=as_json)


@app.command()
def close(
    number: Number,
    withdrawn: Annotated[bool, typer.Option("--withdrawn", help="Asked no longer.")] = False,
    as_json: AsJson = False,
) -> None:
    """Close an answered request, or one whose person asks no longer."""
    with in_tenant(Purpose.ACCESS):
        found = find_request(number)
        if withdrawn:
            services.withdraw(found.pk)
        else:
            services.close(found.pk)
    tell_request(number, as_json=as_json)


@app.command()
def log(number: Number, *, as_json: AsJson = False) -> None:
    """Print what was done, when and by whom, to be shown to an authority."""
    with in_tenant(Purpose.ACCESS):
        found = find_request(number)
        steps = queries.log_of(found)
        queries.opened_steps(steps)
        rows: list[dict[str, Any]] = [  # Any: JSON
            {
                "at": found.at,
                "step": "opened",
                "how": found.channel,
                "by": found.actor,
                "text": None,
            }
        ]
        rows += [
            {
                "at": step.at,
                "step": step._meta.verbose_name,
                "how": queries.how_of(step),
                "by": step.actor,
                "text": step.about_owner["text"],
            }
            for step in steps
        ]
    for row in rows:
        row["at"] = row["at"].isoformat(timespec="seconds")
    headings = {"at": "When (UTC)", "step": "What", "how": "How", "by": "Who", "text": "Words"}
    print_rows(rows, headings, as_json=as_json, none="")


def _said(found: DataRequest) -> dict[str, Any]:  # Any: JSON
    opened = queries.opened([found])[0].about_owner
    return {name: opened[name] for name in ("asker", "reach", "text")}
