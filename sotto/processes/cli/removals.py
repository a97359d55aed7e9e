"""`sotto removal …`: customers that were removed, and who of their recipients was told."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer

from sotto.personal_data.models import Erasure
from sotto.personal_data.vocabulary import Purpose
from sotto.processes.cli.output import AsJson, print_json, print_rows, tell
from sotto.processes.cli.session import administrator, new_file
from sotto.trust.dataprotection import queries, services
from sotto.trust.recipients import queries as recipients
from sotto.trust.recipients.models import Notice
from sotto.trust.recipients.rules import Answer
from sotto.trust.recipients.services import NoticeUnknown, note_answer
from sotto.trust.tenants.queries import estate_of, estates
from sotto.trust.tenants.services import within

app = typer.Typer(no_args_is_help=True)


@app.command("list")
def list_(*, as_json: AsJson = False) -> None:
    """List removed customers, and the recipients of their data: who was told, who answered."""
    with administrator(Purpose.VERIFY):
        rows = [row for entry in queries.removals() for row in _rows(entry)]
    headings = {
        "removal": "Removal",
        "state": "State",
        "recipient": "Recipient",
        "channel": "By",
        "address": "Address",
        "told": "Told",
        "notice": "Notice",
    }
    print_rows(rows, headings, as_json=as_json, none="No customer has been removed.")


@app.command()
def answer(
    notice: Annotated[UUID, typer.Argument(help="Its id, from `sotto removal list`.")],
    said: Annotated[Answer, typer.Argument(help="What the recipient did.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Note what a recipient said, or that you told it by hand."""
    with administrator():
        for estate in estates():
            with within(estate.pk):
                if recipients.notices().filter(pk=notice).exists():
                    note_answer(notice, said)
                    break
        else:
            raise NoticeUnknown
    if as_json:
        print_json({"notice": str(notice), "answer": said.value})
    else:
        tell("Noted.")


@app.command()
def certificate(
    removal: Annotated[UUID, typer.Argument(help="Its id, from `sotto removal list`.")],
    to: Annotated[Path, typer.Option(help="A JSON file to write; it must not exist.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Write the signed certificate of a removal; anybody can check it with `sotto verify`."""
    with administrator(Purpose.VERIFY):
        text = _certificate_of(removal)
    with administrator(), new_file(to) as file:
        file.write(text.encode())
    if as_json:
        print_json({"id": str(removal), "file": str(to)})
    else:
        tell(f"Written: {to}. To check it anywhere: sotto verify {to}")


def _certificate_of(removal: UUID) -> str:
    for entry in queries.removals():
        if entry.pk == removal:
            with within(entry.tenant_id):
                return services.certificate_text_of(entry)
    raise services.ErasureUnknown(removal)


def _rows(entry: Erasure) -> Iterator[dict[str, Any]]:  # Any: JSON
    with within(entry.tenant_id):
        state = str(queries.state_of_erasure(entry))
    shown = {"removal": str(entry.pk), "state": state}
    nobody = dict.fromkeys(("recipient", "channel", "address", "told", "notice"), "")
    notices = list(_notices(entry))
    if notices:
        yield from ({**shown, **one} for one in notices)
    elif entry.told:  # The estate is dissolved: this is what the certificate says.
        for one in entry.told:
            said = {"recipient": one["recipient"], "channel": one["channel"], "told": one["state"]}
            yield {**shown, **nobody, **said}
    else:
        yield {**shown, **nobody}


def _notices(entry: Erasure) -> Iterator[dict[str, Any]]:
    estate = estate_of(entry.tenant_id)
    if estate is None:
        return
    with within(estate.pk):
        for one in recipients.notices():
            yield _shown(one)


def _shown(one: Notice) -> dict[str, Any]:
    return {
        "recipient": one.recipient.details["name"],
        "channel": one.recipient.channel,
        "address": one.recipient.details["address"],
        "told": one.answer or one.state.value,
        "notice": str(one.pk),
    }
