"""`sotto document`: what the system says about itself, checked as it is printed."""

from pathlib import Path
from typing import Annotated

import typer

from sotto.personal_data.keys import keyring
from sotto.personal_data.vocabulary import Purpose
from sotto.processes.cli.output import AsJson, print_json, print_rows, tell
from sotto.processes.cli.session import administering, new_file
from sotto.trust.audit.services import record
from sotto.trust.document.rules import Line
from sotto.trust.document.services import Document, check_all, document_of
from sotto.trust.tenants.services import within

app = typer.Typer(no_args_is_help=True)
_COLUMNS = {"verdict": "Finding", "sentence": "Sentence", "measured": "Measured"}


@app.command("check")
def check(*, as_json: AsJson = False) -> None:
    """Ask every probe now; print the red lines. Exit code 1 when there is one."""
    document = _checked("document:lines:checked")
    red = [_row(line) for line in document.red]
    if as_json:
        print_json({"counts": document.as_json()["counts"], "red": red})
    else:
        print_rows(red, _COLUMNS, as_json=False, none="Every line that is checked holds.")
        tell("; ".join(f"{verdict.value}: {count}" for verdict, count in document.counts.items()))
    if red:
        raise typer.Exit(1)


@app.command("print")
def print_(
    to: Annotated[
        Path | None, typer.Option(help="A new file: .html, .pdf or .json; else the terminal.")
    ] = None,
    language: Annotated[str, typer.Option(help="en or de.")] = "en",
    *,
    as_json: AsJson = False,
) -> None:
    """Check everything, and print or write the whole document; a .json file is signed."""
    is_signed = to is not None and to.suffix == ".json"
    document = _checked("document:copy:signed" if is_signed else "document:copy:taken")
    if to is not None:
        with new_file(to) as file:
            file.write(_content(document, to.suffix, language))
        tell(f"Written: {to} ({len(document.lines)} lines, {len(document.red)} red)")
    elif as_json:
        print_json(document.as_json())
    else:
        rows = [_row(line) for line in document.lines]
        print_rows(rows, _COLUMNS, as_json=False, none="")


@app.command("key")
def key(*, as_json: AsJson = False) -> None:
    """Print the public key that checks documents; publish it where others can find it."""
    with administering(Purpose.VERIFY):
        public = keyring().public_key("document").hex()
    if as_json:
        print_json({"key": public})
    else:
        tell(public)


def _checked(action: str) -> Document:
    with administering(Purpose.VERIFY) as tenant:
        check_all()
        with within(tenant.pk):
            record(action)
            return document_of()


def _content(document: Document, suffix: str, language: str) -> bytes:
    match suffix:
        case ".html":
            return document.as_html(language).encode()
        case ".pdf":
            return document.as_pdf(language)
        case ".json":
            return document.signed().encode()
    raise typer.BadParameter("the file's name must end in .html, .pdf or .json")


def _row(line: Line) -> dict[str, str]:
    return {
        "id": line.statement.id,
        "verdict": line.finding.verdict.value,
        "sentence": line.sentence("en"),
        "measured": line.finding.measured,
    }
