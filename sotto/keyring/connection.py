"""The client's line to the keyring: one request, one answer, connected again when it broke."""

import json
import socket
import threading
import time
from pathlib import Path
from typing import Any

from sotto.keyring.refusals import KeyringUnavailable, refusal

_TURN = 0.01  # Seconds.
TIMEOUT = 10.0  # Seconds until an answer must be there.


class Connection:
    """Thread-safe."""

    def __init__(self, path: Path, *, timeout: float = TIMEOUT) -> None:
        self._path, self._timeout = path, timeout
        self._socket: socket.socket | None = None
        self._lines: Any = None  # The socket's buffered reader.
        self._lock = threading.Lock()

    def ask(self, request: dict[str, Any], *, timeout: float | None = None) -> dict[str, Any]:
        """Any: JSON. Raises KeyringUnavailable, KeyringRefused."""
        line = json.dumps(request).encode() + b"\n"
        with self._lock:
            answer = self._try(line, timeout or self._timeout)
        if "refused" in answer:
            raise refusal(answer["refused"])
        return answer

    def close(self) -> None:
        with self._lock:
            self._drop()

    def _try(self, line: bytes, timeout: float) -> dict[str, Any]:
        """Once more when the keyring was started anew since we last spoke; not when it is slow."""
        fresh = self._socket is None
        try:
            return self._exchange(line, timeout)
        except TimeoutError:
            self._drop()  # A late answer must not be taken for the next one's.
            raise KeyringUnavailable from None
        except (OSError, ValueError):
            self._drop()
            if fresh:
                raise KeyringUnavailable from None
        try:
            return self._exchange(line, timeout)
        except (OSError, ValueError):
            self._drop()
            raise KeyringUnavailable from None

    def _exchange(self, line: bytes, timeout: float) -> dict[str, Any]:
        if self._socket is None:
            self._socket = _connected(self._path, timeout)
            self._lines = self._socket.makefile("rb")
        self._socket.settimeout(timeout)
        self._socket.sendall(line)
        answer = self._lines.readline()
        if not answer.endswith(b"\n"):
            raise ConnectionResetError
        return dict(json.loads(answer))

    def _drop(self) -> None:
        if self._socket is not None:
            if self._lines is not None:
                self._lines.close()
            self._socket.close()
        self._socket = self._lines = None


def _connected(path: Path, timeout: float) -> socket.socket:
    """Waits its turn where many connect at once: the kernel says "again" to all beyond a number."""
    deadline = time.monotonic() + timeout
    while True:
        made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        made.settimeout(timeout)
        try:
            made.connect(str(path))
        except BlockingIOError:
            made.close()
            if time.monotonic() > deadline:
                raise
            time.sleep(_TURN)
        except OSError:
            made.close()
            raise
        else:
            return made
