"""Whom a command means: one person, in any notation; two are a list to choose from."""

from typing import Annotated
from uuid import UUID

import typer

from sotto.processes.cli.output import print_rows, tell
from sotto.trust.access.services import account_called
from sotto.trust.dataprotection.services.finding import NobodyFound, SeveralFound, the_subject
from sotto.trust.tenants.services import current_tenant

Who = Annotated[
    str, typer.Argument(help="A person: extension, number in any notation, name or address.")
]
_HEADINGS = {"shown": "Who", "kind": "Is a", "seen": "Last seen (UTC)", "subject": "Choose by"}


def subject_meant(text: str) -> UUID:
    """In the current tenant. Raises NobodyFound; of several, prints them and ends the command."""
    try:
        return the_subject(text).subject
    except SeveralFound as found:
        tell(str(found.text))
        rows = [
            {
                "shown": one.shown,
                "kind": one.kind.value,
                "seen": f"{one.seen_at:%Y-%m-%d %H:%M}" if one.seen_at else "",
                "subject": str(one.subject),
            }
            for one in found.matches
        ]
        print_rows(rows, _HEADINGS, as_json=False, none="")
        raise typer.Exit(1) from None


def account_meant(name: str) -> UUID:
    """The subject of the account that somebody signs in to by this name. Raises NobodyFound."""
    found = account_called(current_tenant(), name)
    if found is None:
        raise NobodyFound
    subject: UUID = found.owner
    return subject
