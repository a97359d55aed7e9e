"""Every way a command can fail, in one sentence and one exit code."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import typer
from typer.exceptions import TyperException

from sotto.processes.cli.output import complain, print_json

DONE, REFUSED, NOT_UNDERSTOOD, AWAY = 0, 1, 2, 3


@dataclass
class Outcome:
    code: int = DONE


@contextmanager
def explained(*, as_json: bool) -> Iterator[Outcome]:
    """Runs a command; what it raises becomes a sentence on the terminal and an exit code."""
    outcome = Outcome()
    try:
        yield outcome
    except typer.Abort:
        outcome.code = REFUSED
    except TyperException as fault:
        said = " ".join(fault.format_message().split())  # Choices come one a line, behind a tab.
        _say(f"{said} Try: sotto --help", as_json=as_json)
        outcome.code = NOT_UNDERSTOOD
    except Exception as failure:  # noqa: BLE001 -- a traceback could hold personal data.
        outcome.code, text = _explanation(failure)
        _say(text, as_json=as_json)


def _say(text: str, *, as_json: bool) -> None:
    if as_json:
        print_json({"error": text})
    else:
        complain(text)


def _explanation(failure: Exception) -> tuple[int, str]:  # noqa: PLR0911 -- a line a cause.
    from django.db import Error, OperationalError

    from sotto.engines import EngineUnavailable
    from sotto.keyring.client import KeyringRefused, KeyringUnavailable
    from sotto.keyring.problems import StoreProblem
    from sotto.personal_data.envelope import EnvelopeDamaged
    from sotto.processes.cli.session import NotAllowed
    from sotto.web.errors import Refused

    match failure:
        case Refused():
            return REFUSED, str(failure.text)
        case NotAllowed() | KeyringRefused() | StoreProblem() | EnvelopeDamaged():
            return REFUSED, str(failure)
        case KeyringUnavailable():
            return AWAY, str(failure)
        case OperationalError() | psycopg.OperationalError():
            return AWAY, "The database does not answer. `sotto status` says more; try again."
        case EngineUnavailable():
            return AWAY, f"{failure.engine} does not answer. `sotto status` says more; try again."
        case OSError():
            where = f"{failure.filename}: " if isinstance(failure.filename, str | Path) else ""
            return REFUSED, f"{where}{failure.strerror or 'The file could not be used'}."
        case Error():
            return REFUSED, "The database refused; nothing was changed."
    kind = type(failure).__name__
    return REFUSED, f"That failed inside Sotto ({kind}). Nothing was half-done; please report it."
