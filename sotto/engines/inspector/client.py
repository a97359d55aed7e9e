"""The wire: one line asks, one line answers, over a Unix socket."""

import json
import socket
from dataclasses import dataclass
from typing import Protocol

from typing_extensions import override

from sotto.engines import EngineUnavailable
from sotto.engines.inspector.config import InspectorConfig

ASK = b"search\n"
_ANSWER_WITHIN_S = 3600.0  # It reads everything: hundreds of megabytes in a second.


@dataclass(frozen=True, slots=True)
class Place:
    """One place that was searched: a file, the rows of a table, a dump.

    tokens: how often markers of which canary were found; bytes: how much was read.
    """

    name: str
    bytes: int
    tokens: dict[str, int]


@dataclass(frozen=True, slots=True)
class Searched:
    """places: those that hold a marker. files, bytes: all that was read. unread: what could not."""

    places: tuple[Place, ...]
    files: int
    bytes: int
    seconds: float
    unread: tuple[str, ...]


class Inspector(Protocol):
    """What the rest of Sotto may ask."""

    def search(self) -> Searched:
        """Have everything searched. Raises EngineUnavailable."""


class InspectorClient(Inspector):
    """A connection for each search."""

    def __init__(self, config: InspectorConfig) -> None:
        self._config = config

    @override
    def search(self) -> Searched:
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
                connection.settimeout(_ANSWER_WITHIN_S)
                connection.connect(str(self._config.socket))
                connection.sendall(ASK)
                with connection.makefile("rb") as lines:
                    answer = json.loads(lines.readline())
        except (OSError, ValueError):
            raise EngineUnavailable("inspector") from None
        places = (Place(one["name"], one["bytes"], one["tokens"]) for one in answer["places"])
        return Searched(
            places=tuple(places),
            files=answer["files"],
            bytes=answer["bytes"],
            seconds=answer["seconds"],
            unread=tuple(answer["unread"]),
        )
