"""A process that erases and is killed on the way: forked from the test, so that nothing is shared.

What kills it is put in here, in the test's own process; the product knows nothing of it.
"""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import connections

from sotto.personal_data.actor import acting
from sotto.personal_data.keys import keyring
from sotto.personal_data.models import Erasure
from sotto.personal_data.vocabulary import Purpose
from sotto.trust.dataprotection.services import advance_erasures, erase_steps

Arrange = Callable[[], None]
FAILED = 70


def erase_in_a_process(arrange: Arrange, run: Callable[[], object] = advance_erasures) -> int:
    """How it ended: minus the signal, or the exit code. arrange: done in it before it begins."""
    return ended(begun_in_a_process(arrange, run))


def begun_in_a_process(arrange: Arrange, run: Callable[[], object] = advance_erasures) -> int:
    """Its process id."""
    connections.close_all()
    keyring().close()
    process = os.fork()
    if process == 0:
        _erase(arrange, run)
    return process


def ended(process: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def before(step: str) -> Arrange:
    """Dies when this step is about to begin: the one before it was committed."""
    return _around(step, lambda _run, _entry: die())


def uncommitted(step: str) -> Arrange:
    """Dies when this step has done its work, and nothing of it is committed."""

    def run_and_die(run: Callable[[Erasure], bool], entry: Erasure) -> None:
        run(entry)
        die()

    return _around(step, run_and_die)


def at_effect(number: int) -> Arrange:
    """Dies before its nth commit, word to the keyring, or unlinked file."""
    left = [number]

    def count(run: Callable[..., Any]) -> Callable[..., Any]:  # Any: whatever it is called with
        def counted(*args: Any, **named: Any) -> Any:
            if left[0] == 0:
                die()
            left[0] -= 1
            return run(*args, **named)

        return counted

    def arrange() -> None:
        import psycopg

        from sotto.keyring.client import KeyringClient

        for owner, name in ((psycopg.Connection, "commit"), (KeyringClient, "_ask")):
            setattr(owner, name, count(getattr(owner, name)))
        Path.unlink = count(Path.unlink)  # type: ignore[method-assign]

    return arrange


def at_call(number: int) -> Arrange:
    """Dies when it calls its nth function, whichever that is."""
    left = [number]

    def look(_frame: object, event: str, _: object) -> None:
        if event.endswith("call"):
            left[0] -= 1
            if left[0] <= 0:
                die()

    return lambda: sys.setprofile(look)


def calls_of(run: Callable[[], object], notes: Path) -> int:
    """How many functions it calls when nobody kills it. notes: a file to write that down."""
    count = [0]

    def look(_frame: object, event: str, _: object) -> None:
        count[0] += event.endswith("call")

    def run_and_tell() -> None:
        run()
        sys.setprofile(None)
        notes.write_text(str(count[0]))

    assert erase_in_a_process(lambda: sys.setprofile(look), run_and_tell) == 0
    return int(notes.read_text())


def _around(step: str, instead: Callable[[Callable[[Erasure], bool], Erasure], Any]) -> Arrange:
    def arrange() -> None:
        run = erase_steps._STEPS[step]
        steps = {**erase_steps._STEPS, step: lambda entry: instead(run, entry)}
        erase_steps._STEPS = steps  # type: ignore[misc]

    return arrange


def _erase(arrange: Arrange, run: Callable[[], object]) -> None:
    """Never returns: what the test's process has set up must not be taken down twice."""
    code = FAILED
    try:
        arrange()
        with acting(purpose=Purpose.ERASE):
            run()
        code = 0
    finally:
        os._exit(code)
