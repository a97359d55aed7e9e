"""`sotto retention …`: how long each class is kept, and its end."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any

import typer

from sotto.personal_data.vocabulary import RETENTIONS, Purpose, Retention
from sotto.processes.cli.output import AsJson, bar, print_json, print_rows, tell
from sotto.processes.cli.session import administering, in_tenant
from sotto.processes.cli.wording import plain
from sotto.trust.retention import queries, services
from sotto.trust.retention.models import Run
from sotto.trust.retention.queries import Kept
from sotto.trust.retention.services import Month, NoSuchClass

app = typer.Typer(no_args_is_help=True)
Class = Annotated[str, typer.Argument(help="A class, like call-detail; see `retention show`.")]


@app.command()
def show(*, as_json: AsJson = False) -> None:
    """Show for how long each class is kept, what may be chosen, and by which law or choice."""
    with in_tenant():
        rows = [_kept(queries.kept(one)) for one in queries.monthly_classes()]
        doubted = queries.doubted_day()
    headings = {
        "class": "Class",
        "days": "Days",
        "unread_days": "Unheard",
        "least": "Least",
        "most": "Most",
        "law": "Law",
        "because": "Because",
    }
    print_rows(rows, headings, as_json=as_json, none="No class is forgotten by the month.")
    if doubted and not as_json:
        tell(f"The clock has jumped to {doubted}: nothing is deleted. See `retention confirm`.")


@app.command("set")
def set_(
    class_name: Class,
    days: Annotated[int, typer.Argument(min=1, help="Days to keep it.")],
    unread: Annotated[
        int, typer.Option(min=0, help="Days after which even an unheard message goes; 0: never.")
    ] = 0,
    as_json: AsJson = False,
) -> None:
    """Keep a class for so many days from now on; what is stored already included."""
    with in_tenant():
        kept = services.choose_period(
            _class(class_name),
            period=timedelta(days=days),
            unread=timedelta(days=unread) if unread else None,
            now=datetime.now(UTC),
        )
        shown = _kept(kept)
    if as_json:
        print_json(shown)
    else:
        tell(f"{class_name} is kept for {days} days. `sotto retention preview` says what goes.")


@app.command()
def preview(
    class_name: Annotated[str, typer.Argument(help="Only this class; all without it.")] = "",
    days: Annotated[
        int | None, typer.Option(min=1, help="As if this class were kept for so many days.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show what is stored by class and month, when it goes, and what is spared. Changes nothing."""
    if days and not class_name:
        raise NoSuchClass
    with in_tenant():
        wanted = {_class(class_name)} if class_name else set(queries.monthly_classes())
        now = datetime.now(UTC)
        found = services.preview(now=now)
        if days:
            [kept] = map(queries.kept, wanted)
            found = [services.preview_of(replace(kept, period=timedelta(days=days)), now=now)]
        rows = [
            _month(one.kept.retention, month)
            for one in found
            if one.kept.retention in wanted
            for month in one.months
        ]
    headings = {
        "class": "Class",
        "month": "Month",
        "rows": "Records",
        "files": "Files",
        "people": "People",
        "goes": "Gone on",
        "due": "Due now",
        "spared": "Spared",
    }
    if not as_json:
        rows = [{**row, "spared": _grounds(row["spared"])} for row in rows]
    print_rows(rows, headings, as_json=as_json, none="Nothing is stored.")


@app.command()
def run(*, as_json: AsJson = False) -> None:
    """Delete what is due now, in every class. The jobs do it once a day."""
    with (
        administering(Purpose.RETAIN) as tenant,
        bar("Forgetting", quiet=as_json) as progress,
    ):
        done = services.run(
            tenant.pk, now=datetime.now(UTC), progress=lambda _, rows: progress(rows, rows)
        )
    if as_json:
        print_json(_run(done))
        return
    for what, count in done.counts.items():
        tell(f"{what}: {count}")
    tell("Done." if done.counts else "Nothing was due.")


@app.command()
def log(*, as_json: AsJson = False) -> None:
    """List the last runs, newest first: what went, and by whom each was begun."""
    with in_tenant():
        rows = [_run(one) for one in queries.runs()]
    headings = {"day": "Day", "begun_by": "By", "finished_at": "Finished", "counts": "What went"}
    if not as_json:
        rows = [{**row, "counts": _grounds(row["counts"])} for row in rows]
    print_rows(rows, headings, as_json=as_json, none="Nothing has run yet.")


@app.command()
def confirm(
    day: Annotated[str, typer.Argument(help="Today's date, as 2026-11-22.")],
    as_json: AsJson = False,
) -> None:
    """Say that the clock is right after it jumped; until then nothing is deleted."""
    try:
        asked = date.fromisoformat(day)
    except ValueError:
        raise services.DayRefused from None
    with in_tenant():
        services.confirm_day(asked, now=datetime.now(UTC))
    if as_json:
        print_json({"confirmed": day})
    else:
        tell("Confirmed. The next run goes on.")


def _class(name: str) -> Retention:
    """Raises NoSuchClass."""
    for one in queries.monthly_classes():
        if plain(name) in {plain(one.name), str(one.code)}:
            return one
    raise NoSuchClass


def _kept(kept: Kept) -> dict[str, Any]:  # Any: JSON
    return {
        "class": kept.retention.name,
        "days": kept.period.days,
        "unread_days": None if kept.unread is None else kept.unread.days,
        "least": kept.limit.least.days,
        "most": kept.most.days,
        "law": kept.limit.law,
        "read": kept.limit.read,
        "because": str(kept.limit.because),
        "decided_at": kept.decided_at,
        "decided_by": kept.decided_by,
    }


def _month(retention: Retention, month: Month) -> dict[str, Any]:  # Any: JSON
    return {
        "class": retention.name,
        "month": f"{month.first_day:%Y-%m}",
        "rows": month.rows,
        "files": month.files,
        "people": month.people,
        "goes": month.goes.isoformat(),
        "due": month.due,
        "spared": month.spared,
    }


def _run(run: Run) -> dict[str, Any]:  # Any: JSON
    months = [
        f"{RETENTIONS[one.retention].name} {queries.first_day(one.month):%Y-%m}"
        for one in run.darkenings.all()
    ]
    return {
        "day": run.day.isoformat(),
        "begun_by": run.begun_by,
        "begun_at": run.begun_at,
        "finished_at": run.finished_at,
        "counts": run.counts,
        "dark": months,
    }


def _grounds(counts: dict[str, int]) -> str:
    return ", ".join(f"{what}: {count}" for what, count in counts.items())
