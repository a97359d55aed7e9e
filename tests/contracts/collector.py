"""The other end of the events socket: takes batches, as `call_events` does."""

import json
import socket
import threading
from pathlib import Path
from typing import Any

from tests.contracts.edge_system import wait_until


class Collector:
    """Acknowledges each batch; a test may make it forget to."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.events: list[dict[str, Any]] = []
        self._server: socket.socket | None = None

    def listen(self) -> None:
        self._path.unlink(missing_ok=True)
        self._server = socket.socket(socket.AF_UNIX)
        self._server.bind(str(self._path))
        self._path.chmod(0o666)
        self._server.listen()
        threading.Thread(target=self._accept, args=(self._server,), daemon=True).start()

    def go_away(self) -> None:
        assert self._server is not None
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self._path.unlink()

    def expect(self, **fields: object) -> dict[str, Any]:
        """The first event with these fields, once it came. Raises TimeoutError."""
        found: list[dict[str, Any]] = []

        def matches() -> bool:
            found[:] = [
                event
                for event in list(self.events)
                if all(event.get(name) == value for name, value in fields.items())
            ]
            return bool(found)

        wait_until(matches)
        return found[0]

    def _accept(self, server: socket.socket) -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as lines:
                for line in lines:
                    self.events.extend(json.loads(line))
                    connection.sendall(b"ok\n")
                    if server.fileno() < 0:
                        return
