"""Takes what the SIP edge reports into the database.

Reports come over a Unix socket, one JSON list a line; `ok` goes back after the commit. While
PostgreSQL or the keyring is away nothing is answered, and the edge keeps what it has.
"""

import json
import os
import socket
import socketserver
import struct
import threading
from collections.abc import Callable, Collection
from pathlib import Path
from pwd import getpwuid
from typing import Any

import django
import structlog
from typing_extensions import override

Record = Callable[[list[Any]], None]  # Any: JSON of the edge.

log = structlog.get_logger()
_PAUSE_SECONDS = 0.5  # Before the edge may offer again what could not be stored.
_LONGEST_LINE = 8 * 1024 * 1024


class NotNow(Exception):
    """It can't be stored now; later it can."""


class Unacceptable(Exception):
    """It can never be stored."""


class EventServer(socketserver.ThreadingUnixStreamServer):
    """Hands each batch to `record`, which raises NotNow or Unacceptable; serves `allowed` users."""

    daemon_threads = True

    def __init__(self, path: Path, record: Record, allowed: Collection[str]) -> None:
        self.record = record
        self.allowed = allowed
        self.away = threading.Event()  # Said once in the log, not for each attempt.
        path.unlink(missing_ok=True)
        super().__init__(str(path), _Connection)
        path.chmod(0o660)

    def store(self, batch: list[Any]) -> bool:
        """Whether it is stored, but for what never can be."""
        try:
            self._store_each(batch)
        except NotNow:
            if not self.away.is_set():
                self.away.set()
                log.warning("call_events.store_unavailable")
            return False
        if self.away.is_set():
            self.away.clear()
            log.info("call_events.store_available")
        return True

    def _store_each(self, batch: list[Any]) -> None:
        try:
            self.record(batch)
        except Unacceptable:
            if len(batch) == 1:
                log.warning("call_events.report_dropped")
                return
            for report in batch:
                self._store_each([report])


class _Connection(socketserver.StreamRequestHandler):
    server: EventServer

    @override
    def handle(self) -> None:
        if _user_of(self.request) not in self.server.allowed:
            log.warning("call_events.stranger_refused")
            return
        while line := self.rfile.readline(_LONGEST_LINE):
            if not self.server.store(_batch(line)):
                threading.Event().wait(_PAUSE_SECONDS)
                return
            self.wfile.write(b"ok\n")


def _batch(line: bytes) -> list[Any]:
    """What is no JSON list is taken as one report, to be refused as such."""
    try:
        batch = json.loads(line)
    except ValueError:
        return [None]
    return batch if isinstance(batch, list) else [None]


def _user_of(end: socket.socket) -> str:
    """The system user at the other end, from the kernel."""
    raw = end.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    try:
        return getpwuid(struct.unpack("3i", raw)[1]).pw_name
    except KeyError:
        return ""


def record(batch: list[Any]) -> None:
    """Store in the database. Raises NotNow, Unacceptable."""
    from django.db import DatabaseError, IntegrityError, close_old_connections

    from sotto.features.calls.services import ReportMalformed, record_reports
    from sotto.keyring.client import KeyringUnavailable
    from sotto.personal_data.actor import acting
    from sotto.personal_data.vocabulary import Interface

    try:
        with acting(interface=Interface.TELEPHONE):
            record_reports(batch)
    except (ReportMalformed, IntegrityError):
        raise Unacceptable from None
    except (DatabaseError, KeyringUnavailable):
        close_old_connections()
        raise NotNow from None


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sotto.settings.django")
    django.setup()
    from django.conf import settings

    configuration = settings.SOTTO
    allowed = {"kamailio", "root"}
    with EventServer(configuration.call_events_socket, record, allowed) as server:
        log.info("call_events.ready")
        server.serve_forever()


if __name__ == "__main__":
    main()
