"""`sotto canary`: make, erase and search now, and what was found before."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import typer
from django.forms.models import model_to_dict

from sotto.personal_data.vocabulary import Purpose
from sotto.processes.cli.output import AsJson, bar, print_json, print_rows, tell
from sotto.processes.cli.session import administering
from sotto.trust.audit.services import record
from sotto.trust.canaries import queries
from sotto.trust.canaries.models import Search
from sotto.trust.canaries.services import run
from sotto.trust.tenants.services import within

app = typer.Typer(no_args_is_help=True)
_COLUMNS = {
    "at": "When",
    "files": "Places",
    "bytes": "Bytes",
    "erased": "Erased",
    "copies": "Copies tried",
    "opened": "Opened",
    "leaks": "Found",
}


@app.command("run")
def run_(
    at_once: Annotated[
        bool, typer.Option("--at-once", help="Erase every canary now, the youngest too.")
    ] = False,
    *,
    as_json: AsJson = False,
) -> None:
    """Hatch a canary, erase the old, search everything. Exit code 1 when something is found."""
    with administering(Purpose.VERIFY) as tenant, bar("Searching", quiet=as_json):
        lives = {"lives": timedelta(0)} if at_once else {}
        found = run(now=datetime.now(UTC), **lives)
        with within(tenant.pk):
            record("canaries:search:run")
    if as_json:
        print_json(_row(found))
    else:
        tell(_said(found))
    if not found.is_clean:
        raise typer.Exit(1)


@app.command("list")
def list_(*, as_json: AsJson = False) -> None:
    """What the last searches found, newest first."""
    with administering(Purpose.VERIFY):
        rows = [_row(one) for one in queries.latest_searches()]
    if not as_json:
        rows = [{**row, "leaks": len(row["leaks"])} for row in rows]
    print_rows(rows, _COLUMNS, as_json=as_json, none="Nothing was searched yet.")


def _row(search: Search) -> dict[str, Any]:  # Any: JSON
    return {**model_to_dict(search), "at": search.at.isoformat(timespec="seconds")}


def _said(search: Search) -> str:
    looked = f"{search.files} places and {search.bytes} bytes were read in {search.seconds:.1f} s"
    if search.is_clean:
        return (
            f"Nothing of {search.erased} erased canaries is left: {looked}; "
            f"{search.copies} old copies were tried, none opens."
        )
    places = ", ".join(f"{leak['place']}" for leak in search.leaks) or "none"
    unread = ", ".join(search.unread) or "none"
    return (
        f"Something is left: {looked}. Places: {places}. Opened: {search.opened}. Unread: {unread}."
    )
