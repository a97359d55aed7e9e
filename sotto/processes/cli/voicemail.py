"""`sotto voicemail …`."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from sotto.features.voicemail import queries, services
from sotto.features.voicemail.models import Mailbox
from sotto.personal_data.records import unseal
from sotto.personal_data.vocabulary import Purpose
from sotto.processes.cli.output import (
    AsJson,
    Extension,
    Heard,
    Reason,
    print_json,
    print_rows,
    tell,
)
from sotto.processes.cli.people import find
from sotto.processes.cli.session import in_tenant, new_file, read_file

app = typer.Typer(no_args_is_help=True)


@app.command("list")
def list_(
    extension: Extension, *, reason: Reason = "", heard: Heard = False, as_json: AsJson = False
) -> None:
    """List a person's messages, newest first.

    Who called is hidden but for the number's beginning, unless a reason is given.
    """
    with in_tenant(Purpose.SHOW):
        messages = unseal(list(queries.messages_in(_mailbox(extension))))
        if reason:
            services.reveal_callers(messages, reason=reason, was_heard=heard)
        callers = [queries.caller_shown(one, is_lifted=bool(reason)) for one in messages]
        rows = [
            {
                "id": str(message.pk),
                "from": caller.number,
                "name": caller.name,
                "left_at": message.began_at.isoformat(timespec="seconds"),
                "seconds": round(message.length.total_seconds()),
                "heard": hasattr(message, "hearing"),
            }
            for message, caller in zip(messages, callers, strict=True)
        ]
    headings = {
        "id": "Id",
        "from": "From",
        "name": "Name",
        "left_at": "Left at (UTC)",
        "seconds": "Seconds",
        "heard": "Heard",
    }
    print_rows(rows, headings, as_json=as_json, none="No messages.")


@app.command()
def play(
    message: Annotated[UUID, typer.Argument(help="Its id, from `sotto voicemail list`.")],
    to: Annotated[Path, typer.Option(help="A WAV file to write; it must not exist.")],
    as_json: AsJson = False,
) -> None:
    """Write a message to a WAV file; it counts as heard, and the audit trail says so."""
    with in_tenant(Purpose.SHOW):
        found = queries.message_by_id(message)
        if found is None:
            raise services.MessageUnknown(message)
        wav = services.listen_as_wav(found)
        with new_file(to) as file:
            file.write(wav)
        services.mark_heard(found, now=datetime.now(UTC))
    if as_json:
        print_json({"id": str(message), "file": str(to), "bytes": len(wav)})
    else:
        tell(f"Written: {to}")


@app.command()
def delete(
    message: Annotated[UUID, typer.Argument(help="Its id, from `sotto voicemail list`.")],
    as_json: AsJson = False,
) -> None:
    """Delete a message."""
    with in_tenant():
        found = queries.message_by_id(message)
        if found is None:
            raise services.MessageUnknown(message)
        services.delete_message(found)
    if as_json:
        print_json({"deleted": str(message)})
    else:
        tell("Deleted.")


@app.command()
def keep(
    extension: Extension,
    days: Annotated[int, typer.Argument(min=0, help="0: as the tenant keeps everybody's.")],
    as_json: AsJson = False,
) -> None:
    """Delete a person's heard messages after so many days, as the person wants it."""
    with in_tenant():
        services.choose_own_period(_mailbox(extension), days=days or None, now=datetime.now(UTC))
    if as_json:
        print_json({"days": days or None})
    else:
        tell(f"Heard messages go after {days} days." if days else "Kept as everybody's.")


@app.command()
def greeting(
    extension: Extension,
    wav: Annotated[Path, typer.Argument(help="A WAV file: the words that callers hear.")],
    as_json: AsJson = False,
) -> None:
    """Set a person's own greeting."""
    audio = read_file(wav)
    with in_tenant():
        services.set_greeting(_mailbox(extension), wav=audio)
    if as_json:
        print_json({"greeting": "set"})
    else:
        tell("The greeting is set.")


@app.command()
def pin(extension: Extension, *, as_json: AsJson = False) -> None:
    """Issue a new PIN in place of the old; shown once."""
    with in_tenant():
        issued = services.issue_pin(_mailbox(extension))
    if as_json:
        print_json({"voicemail_pin": issued})
    else:
        tell(f"Voice mail PIN: {issued}   (shown once)")


def _mailbox(extension: str) -> Mailbox:
    mailbox = queries.mailbox_of(find(extension).pk)
    if mailbox is None:
        raise services.MailboxUnknown
    return mailbox
