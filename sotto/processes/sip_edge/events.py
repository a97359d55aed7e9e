"""What happened to calls, on its way out of Kamailio.

Workers put events into a queue in shared memory; a process of its own takes batches out and hands
them over the events socket, one JSON list a line. A batch counts as delivered when the other side
answered `ok`, which it does after its commit. Until then the batch is offered again, unchanged,
and all later events wait in shared memory (some 2 kB each): nothing is lost while the collector or
PostgreSQL is away. A batch may arrive twice, when the answer is lost; every event has an id.
"""

import json
import socket
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final
from uuid import uuid4

QUEUE: Final = "events"
_NOTHING: Final = "-"
_LARGEST_BATCH: Final = 500
_ANSWER_SECONDS: Final = 10.0


class EventQueue:
    """The workers' end."""

    def __init__(self, ksr: Any) -> None:
        self._add = ksr.mqueue.mq_add

    def put(self, event: Mapping[str, Any]) -> None:
        self.put_json(json.dumps(event)[1:-1])

    def put_json(self, fields: str, *, relayed: str = _NOTHING) -> None:
        """fields: the inside of a JSON object, without its braces.

        relayed: the Call-ID whose media need no relaying any more; it does not leave the machine.
        """
        self._add(QUEUE, relayed, f'{{"id":"{uuid4()}",{fields}}}')

    def put_relayed(self, call_id: str) -> None:
        """No event; only that the media of this Call-ID need no relaying any more."""
        self._add(QUEUE, call_id, _NOTHING)


class Delivery:
    """The delivering process's end. It ends the relaying of media as well, as calls come by."""

    def __init__(self, ksr: Any, path: str, *, relay_port: int) -> None:
        self._ksr = ksr
        self._path = path
        self._relay = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._relay_address = ("127.0.0.1", relay_port)
        self._connection: socket.socket | None = None
        self._batch: list[str] = []

    def deliver(self) -> None:
        """Deliver what waits; returns when nothing waits or nobody takes it."""
        while self._batch or self._fetch():
            if not self._hand_over():
                return
            self._batch.clear()

    def _fetch(self) -> bool:
        mqueue = self._ksr.mqueue
        while len(self._batch) < _LARGEST_BATCH and mqueue.mq_fetch(QUEUE) > 0:
            event = mqueue.mqv_gete(QUEUE)
            if event != _NOTHING:
                self._batch.append(event)
            relayed = mqueue.mqk_gete(QUEUE)
            if relayed != _NOTHING:
                self._end_relaying(relayed)
        return bool(self._batch)

    def _end_relaying(self, call: str) -> None:
        """Tell rtpengine, and do not wait: no worker is held up, and what is lost times out."""
        name = call.encode()
        question = b"%s d7:call-id%d:%s7:command6:deletee" % (uuid4().hex.encode(), len(name), name)
        with suppress(OSError):
            self._relay.sendto(question, self._relay_address)

    def _hand_over(self) -> bool:
        try:
            if self._connection is None:
                self._connection = socket.socket(socket.AF_UNIX)
                self._connection.settimeout(_ANSWER_SECONDS)
                self._connection.connect(self._path)
            self._connection.sendall(("[" + ",".join(self._batch) + "]\n").encode())
            taken = self._connection.recv(3) == b"ok\n"
        except OSError:
            taken = False
        if not taken and self._connection is not None:
            self._connection.close()
            self._connection = None
        return taken
