"""What is printed steers no terminal: whoever rings chooses the name that is shown."""

import json
import re
from pathlib import Path
from uuid import uuid4

import pytest
from rich.console import Console

from sotto.processes.cli import output
from sotto.processes.cli.output import inert, one_line, print_json, print_rows, tell

pytestmark = pytest.mark.rules

HOSTILE = "\x1b]0;mine\x07\x1b[2J\x9b2J\u202egnp\r"
STEERING = set("\x1b\x07\x9b\u202e\r")


@pytest.mark.parametrize("as_json", [True, False])
def test_a_name_that_would_steer_the_terminal_is_written_out(
    capsys: pytest.CaptureFixture[str], *, as_json: bool
) -> None:
    print_rows([{"name": HOSTILE}], {"name": "Name"}, as_json=as_json, none="")
    tell(HOSTILE)
    shown = capsys.readouterr().out
    assert not STEERING & set(shown)
    assert "\\u001b[2J" in shown


def test_json_stays_what_it_was(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"name": HOSTILE})
    assert json.loads(capsys.readouterr().out) == {"name": HOSTILE}


@pytest.mark.parametrize("name", ["[Reception]", "\\[red]x", ":warning: [link=file:///x]y"])
def test_a_name_is_never_markup(capsys: pytest.CaptureFixture[str], name: str) -> None:
    print_rows([{"name": name}], {"name": "Name"}, as_json=False, none="")
    tell(name)
    assert capsys.readouterr().out.count(name) == 2


@pytest.mark.parametrize("is_terminal", [True, False])
def test_no_id_is_broken_however_narrow_the_window(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *, is_terminal: bool
) -> None:
    monkeypatch.setattr(output, "console", Console(width=40, force_terminal=is_terminal))
    row = {"id": str(uuid4()), "why": "said in several words " * 5, "subject": str(uuid4())}
    print_rows([row], {name: name for name in row}, as_json=False, none="")
    shown = capsys.readouterr().out
    assert row["id"] in shown
    assert row["subject"] in shown
    assert (len(shown.splitlines()) == 2) is not is_terminal  # In a pipe, a row is a line.


def test_lines_stay_and_a_value_begins_none_of_its_own() -> None:
    assert inert("one\ntwo") == "one\ntwo"
    assert one_line("Ada\nSigned by the key given.") == "Ada\\nSigned by the key given."


def test_letters_that_join_others_stay_as_they_are() -> None:
    assert inert("\u0645\u06cc\u200c\u062e") == "\u0645\u06cc\u200c\u062e"


def test_the_command_line_prints_in_one_place_only() -> None:
    """Where what would steer a terminal is written out."""
    folder = Path(output.__file__).parent
    ways = re.compile(r"typer\.(s?echo|secho)\(|\bprint\(|sys\.std(out|err)\.write|Console\(")
    others = [one for one in folder.glob("*.py") if one.name != "output.py"]
    assert [one.name for one in others if ways.search(one.read_text())] == []
