"""One request on the command line: found by its number, printed, and the words that are typed."""

import sys
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from sotto.personal_data.vocabulary import Purpose
from sotto.processes.cli.output import print_json, tell
from sotto.processes.cli.session import in_tenant
from sotto.trust.requests import queries, services
from sotto.trust.requests.models import DataRequest

Number = Annotated[int, typer.Argument(help="Its number, from `sotto request list`.", min=1)]
Words = Annotated[str, typer.Option(help="In words; - reads them from the terminal.")]


def find_request(number: int) -> DataRequest:
    """Raises RequestUnknown."""
    found = queries.request_numbered(number)
    if found is None:
        raise services.RequestUnknown(number)
    return found


def tell_request(number: int, *, as_json: bool) -> None:
    """How it stands now."""
    with in_tenant(Purpose.ACCESS):
        shown = shown_request(find_request(number))
    if as_json:
        print_json(shown)
    else:
        tell(f"No. {number}, {shown['kind']}: {shown['state']}; due {shown['due']}")


def shown_request(found: DataRequest) -> dict[str, Any]:  # Any: JSON
    standing = queries.standing(found, today=datetime.now(UTC).date())
    return {
        "number": found.number,
        "id": str(found.pk),
        "kind": found.kind,
        "state": str(standing.state),
        "received": found.received_on.isoformat(),
        "due": standing.due_on.isoformat(),
        "days_left": standing.days_left,
        "overdue": standing.is_overdue,
        "answered": standing.is_answered,
        "subject": str(found.owner),
    }


def words_typed(text: str) -> str:
    return sys.stdin.read() if text == "-" else text
