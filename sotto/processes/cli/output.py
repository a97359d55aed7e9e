"""What commands print: tables and lines for people, JSON for programs, a bar on what takes long."""

import json
import sys
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from rich.cells import cell_len
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
Extension = Annotated[str, typer.Argument(help="The person's extension, like 2001.")]
Reason = Annotated[
    str, typer.Option("--reveal", metavar="REASON", help="Show numbers in full; recorded with why.")
]
Heard = Annotated[
    bool, typer.Option("--heard", help="The employee concerned was heard (France asks for it).")
]

console = Console(highlight=False, soft_wrap=True)
_GAP = 2  # Between columns.
_STEERING = {"Cc", "Cf", "Cs", "Zl", "Zp"}  # Controls, turns of direction, breaks of lines.
_HARMLESS = "\n\u200c\u200d"  # The last two join letters, as some scripts want it.


def print_json(value: Any) -> None:  # Any: JSON
    say(json.dumps(value, ensure_ascii=False, default=str, indent=2))


def say(text: str) -> None:
    """As it is, for who reads or parses it; nothing that steers a terminal."""
    typer.echo(inert(text))


def complain(text: str) -> None:
    """On the error stream. What was typed, a file's name or a server's word may stand in it."""
    typer.echo(inert(text), err=True)


def tell(text: str) -> None:
    """Lines for people; never markup, and nothing that steers a terminal: names are not ours."""
    console.print(Text(inert(text)))


def inert(text: str) -> str:
    """Whoever rings chooses its name: what a terminal would obey is written out, lines stay."""
    return "".join(map(_written_out, text))


def one_line(text: str) -> str:
    """Nor does it begin a line of its own, which could pass for one of ours."""
    return inert(text).replace("\n", "\\n")


def print_rows(
    rows: Sequence[Mapping[str, Any]], columns: Mapping[str, str], *, as_json: bool, none: str
) -> None:
    """A list: columns maps a row's keys to headings. Any: JSON. none: what to say of no rows.

    No word is broken: an id is there to be copied. Into a file or a pipe, a row is one line.
    """
    if as_json:
        print_json(list(rows))
        return
    if not rows:
        tell(none)
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    cells = [[_cell(row[key]) for key in columns] for row in rows]
    least = most = 0
    for place, heading in enumerate(columns.values()):
        texts = [heading, *(row[place].plain for row in cells)]
        word = max((cell_len(word) for text in texts for word in text.split()), default=0)
        whole = max(map(cell_len, texts))
        table.add_column(heading, overflow="fold", no_wrap=word == whole)
        least, most = least + word + _GAP, most + whole + _GAP
    for row in cells:
        table.add_row(*row)
    width = max(console.width, least) if console.is_terminal else most
    Console(highlight=False, width=width).print(table)


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


def _cell(value: Any) -> Text:  # Any: JSON
    return Text("-" if value is None or value == "" else one_line(str(value)))


def _written_out(letter: str) -> str:
    """As JSON writes it, so that what is printed as JSON stays JSON."""
    if letter in _HARMLESS or unicodedata.category(letter) not in _STEERING:
        return letter
    return json.dumps(letter)[1:-1]
