"""`sotto hold …`: legal holds (Art. 17(3)(e) GDPR). Each takes two people."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer

from sotto.personal_data.records import unseal
from sotto.personal_data.vocabulary import RETENTIONS, Purpose
from sotto.processes.cli.output import AsJson, print_json, print_rows, tell
from sotto.processes.cli.session import in_tenant, new_file
from sotto.processes.cli.whom import Who, subject_meant
from sotto.processes.cli.wording import plain
from sotto.trust.holds import queries, services
from sotto.trust.holds.models import Hold

app = typer.Typer(no_args_is_help=True)
Id = Annotated[UUID, typer.Argument(help="Its id, from `sotto hold list`.")]
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="YYYY-MM-DD.")]
Class = Annotated[
    list[str] | None,
    typer.Option("--class", help="A class of data, as call-detail; again for more. All if none."),
]


@app.command()
def place(
    who: Who,
    reason: Annotated[str, typer.Option(help="Why; it is sealed.")],
    review: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="When to look again.")],
    classes: Class = None,
    first: Day = None,
    last: Day = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Ask for a hold; it keeps nothing before somebody else approves it."""
    with in_tenant():
        hold = services.place(
            subject_meant(who),
            reason=reason,
            review_on=review.date(),
            retentions=[_code(one) for one in classes or ()],
            first=_day(first),
            last=_day(last),
        )
    _tell(hold, "Asked for. It keeps nothing before somebody else approves it.", as_json=as_json)


@app.command()
def approve(hold: Id, *, as_json: AsJson = False) -> None:
    """Approve what somebody else asked for: the hold, or its lifting."""
    with in_tenant():
        found = find_hold(hold)
        if found.lift_asked_at is None:
            _tell(services.approve(found), "The hold stands.", as_json=as_json)
        else:
            lifted = services.approve_lift(found)
            _tell(lifted, "Lifted. What waited for it is being deleted.", as_json=as_json)


@app.command()
def lift(hold: Id, *, as_json: AsJson = False) -> None:
    """Ask that a hold be lifted; one that was never approved is gone at once."""
    with in_tenant():
        found = services.lift(find_hold(hold))
    said = "Gone." if found.lifted_at else "Asked. Somebody else has to approve it."
    _tell(found, said, as_json=as_json)


@app.command("list")
def list_(*, as_json: AsJson = False) -> None:
    """List holds, newest first."""
    with in_tenant(Purpose.VERIFY):
        rows = [_shown(hold) for hold in unseal(list(queries.holds()))]
    headings = {
        "id": "Id",
        "state": "State",
        "subject": "Pseudonym",
        "review": "Look again",
        "not_kept": "Not kept",
    }
    print_rows(rows, headings, as_json=as_json, none="There are no legal holds.")


@app.command()
def export(
    hold: Id,
    to: Annotated[Path, typer.Option(help="A ZIP file to write; it must not exist.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Write what a hold keeps into one archive, in the clear; for legal claims, and audited."""
    with in_tenant(Purpose.CLAIMS), new_file(to) as file:
        items = services.write_evidence(find_hold(hold), to=file)
    if as_json:
        print_json({"file": str(to), "items": items})
    else:
        tell(f"Written: {to} ({items} items). It holds personal data in the clear.")


def find_hold(hold: UUID) -> Hold:
    """Raises HoldUnknown."""
    found = queries.holds().filter(pk=hold).first()
    if found is None:
        raise services.HoldUnknown(hold)
    return found


def _shown(hold: Hold) -> dict[str, Any]:  # Any: JSON
    return {
        "id": str(hold.pk),
        "state": str(hold.state),
        "subject": str(hold.owner),
        "reason": hold.facts["reason"],
        "classes": [RETENTIONS[code].name for code in hold.retentions],
        "review": hold.review_on.isoformat(),
        "placed_by": hold.placed_by,
        "approved_by": hold.approved_by,
        "not_kept": sum(hold.missing.values()),
    }


def _tell(hold: Hold, said: str, *, as_json: bool) -> None:
    if as_json:
        print_json({"id": str(hold.pk), "state": str(hold.state), "not_kept": hold.missing})
        return
    tell(f"{said} Hold {hold.pk}")
    if hold.missing:
        tell("Not all could be kept: the key or the file was gone already.")
        for table, parts in queries.missing_of(hold).items():
            tell(f"  {table}: {parts}")


def _code(name: str) -> int:
    """Raises ClassUnknown."""
    for code, retention in RETENTIONS.items():
        if plain(retention.name) == plain(name):
            return code
    raise services.ClassUnknown


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else moment.date()
