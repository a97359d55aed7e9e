"""What commands print: tables and lines for people, JSON for programs, a bar on what takes long."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
Extension = Annotated[str, typer.Argument(help="The person's extension, like 2001.")]
Reason = Annotated[
    str, typer.Option("--reveal", metavar="REASON", help="Show numbers in full; recorded with why.")
]
Heard = Annotated[
    bool, typer.Option("--heard", help="The employee concerned was heard (France asks for it).")
]

console = Console(highlight=False, soft_wrap=True)


def print_json(value: Any) -> None:  # Any: JSON
    typer.echo(json.dumps(value, ensure_ascii=False, default=str, indent=2))


def tell(text: str) -> None:
    """A line for people; never markup, since names are not ours."""
    console.print(text, markup=False)


def print_rows(
    rows: Sequence[Mapping[str, Any]], columns: Mapping[str, str], *, as_json: bool, none: str
) -> None:
    """A list: columns maps a row's keys to headings. Any: JSON. none: what to say of no rows."""
    if as_json:
        print_json(list(rows))
        return
    if not rows:
        tell(none)
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in columns.values():
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*(_cell(row[key]) for key in columns))
    console.print(table, markup=False)


@contextmanager
def bar(title: str, *, quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """Progress of (done, in all) on the error stream; nothing where nobody looks."""
    if quiet or not sys.stderr.isatty():
        yield lambda done, total: None  # noqa: ARG005 -- nobody looks.
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(title, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


def _cell(value: Any) -> str:  # Any: JSON
    return "-" if value is None or value == "" else str(value).replace("[", "\\[")
