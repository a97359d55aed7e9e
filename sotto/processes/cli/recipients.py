"""`sotto recipient`: who else gets data, what went there, what they were told and answered."""

from typing import Annotated, Any
from uuid import UUID

import typer

from sotto.personal_data.vocabulary import Category, Purpose
from sotto.processes.cli.output import AsJson, print_json, print_rows, tell
from sotto.processes.cli.session import in_tenant
from sotto.processes.cli.whom import Who, subject_meant
from sotto.processes.cli.wording import chosen_by_word
from sotto.trust.recipients import queries, services
from sotto.trust.recipients.rules import Answer, Channel, Ground

app = typer.Typer(no_args_is_help=True)
Id = Annotated[UUID, typer.Argument(help="Its id, from the list.")]


@app.command("add")
def add(
    name: Annotated[str, typer.Argument(help="Who gets the data.")],
    purpose: Annotated[str, typer.Option(help="What for.")],
    ground: Annotated[Ground, typer.Option(**chosen_by_word(Ground), help="On which ground.")],
    category: Annotated[list[Category], typer.Option(help="What goes there; once for each.")],
    channel: Annotated[Channel, typer.Option(help="How it is told.")] = Channel.MANUAL,
    address: Annotated[str, typer.Option(help="An e-mail address, or https://…")] = "",
    country: Annotated[str, typer.Option(help="Two letters, like DE.")] = "",
    *,
    as_json: AsJson = False,
) -> None:
    """Add somebody who gets personal data. A webhook's secret is shown this once."""
    with in_tenant():
        made = services.add_recipient(
            name=name,
            purpose=purpose,
            channel=channel,
            ground=ground,
            address=address,
            categories=category,
            country=country,
        )
    if as_json:
        print_json({"id": made.recipient.pk, "secret": made.secret or None})
        return
    tell(f"Added: {made.recipient.pk}")
    if made.secret:
        tell(f"Secret: {made.secret}")


@app.command("list")
def list_(*, as_json: AsJson = False) -> None:
    """Everybody who gets, or got, personal data."""
    with in_tenant(Purpose.SHOW):
        rows = [_row(one) for one in queries.recipients()]
    columns = {
        "id": "Id",
        "name": "Who",
        "channel": "Told",
        "address": "Address",
        "ground": "Ground",
    }
    print_rows(rows, columns, as_json=as_json, none="Nothing is passed on to anybody.")


@app.command("end")
def end(recipient: Id, *, as_json: AsJson = False) -> None:
    """Nothing goes there any more; what went is still told of."""
    with in_tenant():
        services.end_recipient(recipient)
    _tell("Ended.", recipient, as_json=as_json)


@app.command("secret")
def secret(recipient: Id, *, as_json: AsJson = False) -> None:
    """A new secret for a webhook, shown this once; the old one ends."""
    with in_tenant():
        fresh = services.new_secret(recipient)
    if as_json:
        print_json({"secret": fresh})
    else:
        tell(f"Secret: {fresh}")


@app.command("try")
def try_(recipient: Id, *, as_json: AsJson = False) -> None:
    """Send a trial that is about nobody."""
    with in_tenant():
        services.try_recipient(recipient)
    _tell("The trial was taken.", recipient, as_json=as_json)


@app.command("transfer")
def transfer(
    recipient: Id,
    who: Who,
    category: Annotated[
        list[Category] | None, typer.Option(help="What went, if not all that is registered.")
    ] = None,
    ground: Annotated[
        Ground | None, typer.Option(**chosen_by_word(Ground), help="If not the registered one.")
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Record that data of somebody went to a recipient. Its id is what notices refer to."""
    with in_tenant():
        made = services.record_transfer(
            recipient, subject_meant(who), categories=category or [], ground=ground
        )
    if as_json:
        print_json({"id": made.pk})
    else:
        tell(f"Recorded: {made.pk}")


@app.command("notices")
def notices(*, as_json: AsJson = False) -> None:
    """What recipients were told, and what they answered, newest first."""
    with in_tenant(Purpose.SHOW):
        found = list(queries.notices())
        names = queries.names_of(found)
    rows = [
        {
            "id": str(one.pk),
            "name": names[one.recipient_id],
            "topic": one.topic,
            "state": one.state.value,
            "answer": one.answer,
            "made_at": one.made_at.isoformat(timespec="seconds"),
        }
        for one in found
    ]
    columns = {"id": "Id", "name": "Who", "topic": "What", "state": "State", "answer": "Answer"}
    print_rows(rows, columns, as_json=as_json, none="Nobody had to be told anything yet.")


@app.command("answer")
def answer(
    notice: Id,
    said: Annotated[
        Answer, typer.Argument(**chosen_by_word(Answer), help="What the recipient did.")
    ],
    *,
    as_json: AsJson = False,
) -> None:
    """Note what a recipient said, or that you told it by hand."""
    with in_tenant():
        services.note_answer(notice, said)
    _tell("Noted.", notice, as_json=as_json)


def _tell(done: str, what: UUID, *, as_json: bool) -> None:
    if as_json:
        print_json({"id": str(what), "done": done})
    else:
        tell(done)


def _row(one: Any) -> dict[str, Any]:  # Any: a recipient; JSON
    return {
        "id": str(one.pk),
        "name": one.details["name"],
        "purpose": one.details["purpose"],
        "channel": one.channel,
        "address": one.details["address"],
        "ground": one.ground,
        "categories": one.categories,
        "country": one.country,
        "ended_at": one.ended_at.isoformat() if one.ended_at else None,
    }
