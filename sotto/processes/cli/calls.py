"""`sotto call …`."""

from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from sotto.features.calls import queries
from sotto.features.calls.models import Call
from sotto.features.calls.services import reveal
from sotto.personal_data.records import unseal
from sotto.personal_data.vocabulary import Purpose
from sotto.processes.cli.output import AsJson, Heard, Reason, print_rows
from sotto.processes.cli.people import find
from sotto.processes.cli.session import in_tenant

app = typer.Typer(no_args_is_help=True)


@app.callback()
def calls() -> None:
    """Call history."""


@app.command("list")
def list_(
    extension: Annotated[str, typer.Argument(help="Only this person's; all without it.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="At most so many.")] = 50,
    reason: Reason = "",
    heard: Heard = False,
    as_json: AsJson = False,
) -> None:
    """List calls, newest first, with how each was protected.

    Of the other side's number the last digits are hidden, unless a reason is given.
    """
    with in_tenant(Purpose.SHOW):
        chosen = queries.calls_of(find(extension).owner) if extension else queries.all_calls()
        calls = unseal(list(chosen[:limit]))
        if reason:
            reveal(calls, reason=reason, was_heard=heard, now=datetime.now(UTC))
        view = queries.view_of(calls, owner=None, is_lifted=bool(reason))
        rows = [_row(call, view) for call in calls]
    if not as_json:
        rows = [{**row, "started_at": row["started_at"][:19].replace("T", " ")} for row in rows]
    headings = {
        "started_at": "Started (UTC)",
        "from": "From",
        "to": "To",
        "outcome": "Outcome",
        "seconds": "Seconds",
        "encrypted": "Encrypted",
    }
    print_rows(rows, headings, as_json=as_json, none="No calls yet.")


def _row(call: Call, view: queries.View) -> dict[str, Any]:  # Any: JSON
    shown = queries.shown(call, view)
    return {
        "id": str(call.pk),
        "started_at": shown.started_at,
        "answered_at": shown.answered_at,
        "ended_at": shown.ended_at,
        "from": shown.caller,
        "to": shown.callee,
        "outcome": shown.outcome,
        "masked": shown.is_masked,
        "sip_code": call.facts["sip_code"],
        "seconds": shown.seconds,
        "encrypted": shown.protection_summary,
        "protection": call.protection,
    }
