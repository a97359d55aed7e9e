"""The command line says by its exit code whether it did what was asked (ENT-50)."""

import json

import pytest
import typer

from sotto.features.directory.services import NumberTaken
from sotto.keyring.client import KeyringUnavailable
from sotto.processes.cli.__main__ import run
from sotto.processes.cli.failures import AWAY, DONE, NOT_UNDERSTOOD, REFUSED, explained
from sotto.web.errors import Refused

pytestmark = pytest.mark.room

Said = pytest.CaptureFixture[str]


def test_help_is_no_failure(capsys: Said) -> None:
    assert run(["--help"]) == DONE
    assert "voicemail" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [["dance"], ["person", "dance"], ["person", "add"], ["device", "remove", "2001"], ["--loud"]],
)
def test_what_is_not_understood_is_said_so(arguments: list[str], capsys: Said) -> None:
    assert run(arguments) == NOT_UNDERSTOOD
    assert "Try: sotto --help" in capsys.readouterr().err


def test_the_choices_of_a_missing_option_are_one_readable_line(capsys: Said) -> None:
    wanted = ["recipient", "add", "Payroll", "--purpose", "wages", "--ground", "contract"]
    assert run(wanted) == NOT_UNDERSTOOD
    [line] = capsys.readouterr().err.splitlines()
    assert "provisioning, activity, content, maintenance" in line


def test_what_is_not_understood_is_said_in_json(capsys: Said) -> None:
    assert run(["person", "add", "--json"]) == NOT_UNDERSTOOD
    assert "--name" in json.loads(capsys.readouterr().out)["error"]


@pytest.mark.parametrize(
    ("failure", "code"),
    [(NumberTaken(), REFUSED), (KeyringUnavailable(), AWAY), (typer.Abort(), REFUSED)],
)
def test_each_failure_has_its_code(failure: Exception, code: int) -> None:
    with explained(as_json=False) as outcome:
        raise failure
    assert outcome.code == code


HOSTILE = "\x1b]0;owned\x07\x9b2J\u202e"


@pytest.mark.parametrize(
    "arguments",
    [
        [HOSTILE],
        ["person", HOSTILE],
        ["verify", HOSTILE, HOSTILE],
        ["person", "add", f"--{HOSTILE}"],
    ],
)
@pytest.mark.parametrize("more", [[], ["--json"]])
def test_no_complaint_steers_a_terminal(
    arguments: list[str], more: list[str], capsys: Said
) -> None:
    run([*arguments, *more])
    said = capsys.readouterr()
    assert not set("\x1b\x07\x9b\u202e") & set(said.out + said.err)


def test_a_file_s_name_or_a_server_s_word_steers_no_terminal(capsys: Said) -> None:
    class Spoken(Refused):
        text = f"No: {HOSTILE}"

    with explained(as_json=False):
        raise Spoken
    assert "\\u001b" in (said := capsys.readouterr().err)
    assert "\x1b" not in said


def test_a_mistake_of_ours_tells_its_kind_and_nothing_else(capsys: Said) -> None:
    with explained(as_json=False) as outcome:
        raise KeyError("Ada Example")
    assert outcome.code == REFUSED
    assert "Ada" not in capsys.readouterr().err


@pytest.mark.django_db
def test_a_status_that_is_not_good_is_a_failure(capsys: Said) -> None:
    assert run(["status"]) == AWAY
