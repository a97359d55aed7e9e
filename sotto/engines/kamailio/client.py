"""Kamailio's control: JSON-RPC 2.0 by datagrams over a Unix socket."""

import json
import socket
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

from typing_extensions import override

from sotto.engines import EngineUnavailable

_LARGEST_ANSWER = 1 << 20
_NOT_FOUND = 404
_ACTIVE = ("starting", "connecting", "answering", "ongoing")


class KamailioControl(Protocol):
    """What the rest of Sotto may ask of Kamailio. Every call raises EngineUnavailable."""

    def ping(self) -> None:
        """Return when it answers."""

    def forget_routes(self) -> None:
        """Make every worker read devices and numbers anew.

        Call it after the commit of what changed, never before: a worker would read the old again.
        """

    def forget_contacts(self, address: str) -> None:
        """Remove where an address of record is reached (`sip:<person hex>@<realm>`); for erasure.

        Nothing happens when there is none.
        """

    def registrations(self) -> int:
        """How many contacts are registered now."""

    def active_calls(self) -> int:
        """How many calls are ringing or answered now."""


class KamailioClient(KamailioControl):
    """One datagram for each question; safe to share between threads.

    The socket for the answer has an abstract name, so that no file is left behind.
    """

    def __init__(self, control: Path, *, timeout_seconds: float = 2.0) -> None:
        self._control = str(control)
        self._timeout = timeout_seconds

    @override
    def ping(self) -> None:
        self._call("core.uptime")

    @override
    def forget_routes(self) -> None:
        self._call("htable.sets", "edge", "generation", str(uuid4()))

    @override
    def forget_contacts(self, address: str) -> None:
        self._call("ul.rm", "location", address.removeprefix("sip:"), absent_ok=True)

    @override
    def registrations(self) -> int:
        return self._statistic("usrloc", "location_contacts")

    @override
    def active_calls(self) -> int:
        counts = self._call("dlg.stats_active")
        return (
            int(counts["starting"])
            + int(counts["connecting"])
            + int(counts["answering"])
            + int(counts["ongoing"])
        )

    def _statistic(self, group: str, name: str) -> int:
        found = self._call("stats.fetchn", f"{group}:{name}")
        return int(found[f"{group}.{name}"])

    def _call(self, method: str, *parameters: str, absent_ok: bool = False) -> Any:
        question = {"jsonrpc": "2.0", "method": method, "params": list(parameters), "id": 1}
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as end:
                end.settimeout(self._timeout)
                end.bind(f"\0sotto-{uuid4().hex}")
                end.sendto(json.dumps(question).encode(), self._control)
                answer = json.loads(end.recv(_LARGEST_ANSWER))
        except (OSError, ValueError):
            raise EngineUnavailable("kamailio") from None
        if "result" in answer:
            return answer["result"]
        if absent_ok and answer.get("error", {}).get("code") == _NOT_FOUND:
            return None
        raise EngineUnavailable("kamailio")
