"""Probes: functions that look at the running system and say what they saw.

A probe takes nothing, changes nothing, and answers within seconds: what it asks by a socket has a
limit there, what it asks the database has `LIMIT`. It runs within a tenant, as the
system, for the purpose of verifying. What goes wrong inside it is a finding, too: whoever can't be
asked is not said to be in order.
"""

import contextlib
import time
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from django.db import connection, transaction

from sotto.keyring.refusals import KeyringUnavailable
from sotto.trust.document.rules import Finding, unknown

log = structlog.get_logger()
Probe = Callable[[], Finding]
SLOW_S = 5.0
LIMIT = timedelta(seconds=10)  # Of each question to the database: a lock must not stop the rest.


@dataclass(frozen=True, slots=True)
class Registered:
    """`everywhere`: of the whole system; else of each tenant by itself."""

    run: Probe
    everywhere: bool


PROBES: dict[str, Registered] = {}


def probe(statement: str, *, everywhere: bool = True) -> Callable[[Probe], Probe]:
    """Decorates the probe behind a statement. Other rooms register theirs the same way."""

    def register(run: Probe) -> Probe:
        if statement in PROBES and PROBES[statement].run.__qualname__ != run.__qualname__:
            raise ValueError(f"{statement} has a probe already.")
        PROBES[statement] = Registered(run, everywhere)
        return run

    return register


def run(statement: str) -> Finding:
    """Ask one probe; an exception's kind is said, its text is not (it may hold anything)."""
    began = time.monotonic()
    try:
        with transaction.atomic():  # A query that fails must not take the others along.
            _limit(f"{int(LIMIT.total_seconds() * 1000)}")
            finding = PROBES[statement].run()
            _limit("DEFAULT")
    except (KeyringUnavailable, TimeoutError):
        log.warning("document.probe_unanswered", probe=statement)
        return unknown("no answer")
    except Exception as error:  # noqa: BLE001 -- whatever it is, the line must turn red.
        log.warning("document.probe_failed", probe=statement, kind=type(error).__name__)
        return unknown(f"the probe failed: {type(error).__name__}")
    if time.monotonic() - began > SLOW_S:
        log.warning("document.probe_slow", probe=statement)
    return finding


def _limit(each: str) -> None:
    """Of the statements from here on, until this transaction ends. each: ours, as SQL has it."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL statement_timeout TO {each}")


_now: ContextVar[datetime | None] = ContextVar("sotto_document_now", default=None)


def now() -> datetime:
    """The time against which probes judge ages. Aware, UTC."""
    return _now.get() or datetime.now(UTC)


@contextlib.contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Judge as of this moment."""
    token = _now.set(moment)
    try:
        yield
    finally:
        _now.reset(token)
