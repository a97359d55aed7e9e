"""The keyring's socket: who is asking, one line in, one line out."""

import asyncio
import contextlib
import json
import os
import pwd
import socket
import struct
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
from pydantic import TypeAdapter, ValidationError

from sotto.keyring.protocol import MAX_LINE, Destroy, IndexKey, Keys, Request, Rotate, Tombstone
from sotto.keyring.service import KeyService, NotErasedYet

log = structlog.get_logger()
_REQUEST: TypeAdapter[Request] = TypeAdapter(Request)
_HOUSEKEEPING = 5.0  # Seconds between looks at the clock and writes of the counters.


@dataclass
class KeyServer:
    """Serves `service` on `path` to the system users in `allowed`, and to nobody else."""

    service: KeyService
    path: Path
    allowed: Collection[str]

    async def run(self, ready: asyncio.Event | None = None) -> None:
        """Until cancelled. Takes up a rewrap that a crash interrupted."""
        self.path.unlink(missing_ok=True)
        server = await asyncio.start_unix_server(self._serve, self.path, limit=MAX_LINE)
        self.path.chmod(0o660)
        if ready is not None:
            ready.set()
        log.info("keyring.ready", epoch=self.service.store.epoch())
        async with server:
            try:
                await self._rewrap()
                await self._keep_house()
            finally:
                self.service.write_uses()

    async def _keep_house(self) -> None:
        while True:
            await asyncio.sleep(_HOUSEKEEPING)
            self.service.write_uses()
            if self.service.epoch_is_over():
                await self._rotate()

    async def _rotate(self) -> int:
        epoch = self.service.begin_epoch()
        await self._rewrap()
        log.info("keyring.epoch_begun", epoch=epoch)
        return epoch

    async def _rewrap(self) -> None:
        while self.service.rewrap_some():  # noqa: ASYNC110 -- lets others have keys in between.
            await asyncio.sleep(0)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if _peer(writer) not in self.allowed:
                log.warning("keyring.stranger_refused")
                return
            while line := await reader.readline():
                writer.write(json.dumps(await self._answer(line)).encode() + b"\n")
                await writer.drain()
        except (ConnectionError, ValueError):
            log.warning("keyring.connection_broken")
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

    async def _answer(self, line: bytes) -> dict[str, Any]:  # noqa: PLR0911 -- a line a verb.
        try:
            request = _REQUEST.validate_json(line)
        except ValidationError:
            log.warning("keyring.request_not_understood")
            return {"refused": "not understood"}
        match request:
            case Keys():
                return {"keys": self.service.keys(request)}
            case IndexKey():
                return {"key": self.service.index_key(request)}
            case Tombstone():
                log.info("keyring.tombstone_set", subject=str(request.subject))
                return {"done": self.service.tombstone(request)}
            case Destroy():
                return self._destroy(request)
            case Rotate():
                return {"epoch": await self._rotate()}
        return {"status": self.service.status()}

    def _destroy(self, request: Destroy) -> dict[str, Any]:  # Any: JSON
        try:
            destroyed = self.service.destroy(request)
        except NotErasedYet:
            return {"refused": "no tombstone"}
        log.info("keyring.key_destroyed", subject=str(request.subject))
        return {"done": destroyed}


def _peer(writer: asyncio.StreamWriter) -> str:
    """The system user at the other end, from the kernel."""
    end: socket.socket = writer.get_extra_info("socket")
    raw = end.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    _, uid, _ = struct.unpack("3i", raw)
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return ""


def harden() -> None:
    """No core dump of a process that holds keys, and files that only its user may read."""
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.umask(0o077)
