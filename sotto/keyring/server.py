"""The keyring's socket: who is asking, one line in, one line out."""

import asyncio
import contextlib
import json
import os
import pwd
import socket
import sqlite3
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import structlog
from pydantic import TypeAdapter, ValidationError

from sotto.keyring.desk import Desk
from sotto.keyring.policy import Policy
from sotto.keyring.problems import (
    ReplicaMissing,
    RootAway,
    StoreBusy,
    StoreFull,
    StoreLetGo,
    StoreProblem,
    StoreUnusable,
)
from sotto.keyring.protocol import MAX_LINE, Backup, Close, Open, Request, Rotate, Status
from sotto.keyring.refusals import (
    KeyringClosed,
    KeyringRefused,
    KeyringUnavailable,
    unwritable,
)

log = structlog.get_logger()
_REQUEST: TypeAdapter[Request] = TypeAdapter(Request)
_PASSING = (ReplicaMissing, RootAway, StoreBusy, StoreFull, StoreUnusable)  # Tried again by itself.
_BREATH = 0.002  # Seconds between two steps of a rewrap: enough to answer who has waited.
_BACKLOG = 512  # Clients that wait to be let in.
_HOUSEKEEPING = 5.0  # Seconds between looks at the clock and writes of the counters.


@dataclass
class KeyServer:
    """Serves what `opening` opens on `path`, to the system users of the policy and nobody else.

    When the store can't be opened it still answers: that it is closed, and why.
    """

    opening: Callable[[], Desk]
    path: Path
    policy: Policy
    desk: Desk | None = None
    _problem: StoreProblem | None = None
    _is_undone: bool = False  # A rewrap, or the end of an old epoch.
    _alone: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def run(self, ready: asyncio.Event | None = None) -> None:
        """Until cancelled. Takes up a rewrap that a crash interrupted."""
        self._open()
        while isinstance(self._problem, StoreBusy):  # Its socket is the other's as well.
            await asyncio.sleep(_HOUSEKEEPING)
            self._open()
        self.path.unlink(missing_ok=True)
        server = await asyncio.start_unix_server(
            self._serve, self.path, limit=MAX_LINE, backlog=_BACKLOG
        )
        self.path.chmod(0o660)
        if ready is not None:
            ready.set()
        async with server:
            try:
                await self._keep_house()
            finally:
                self._write_down()

    def _open(self) -> None:
        try:
            self.desk, self._problem = self.opening(), None
        except StoreProblem as problem:
            if self._problem is None or self._problem.code != problem.code:
                log.warning("keyring.not_opened", error=problem.code)
            self._problem = problem
        else:
            log.info("keyring.ready", epoch=self.desk.service.store.epoch())
            if self.desk.service.must_replay:
                log.warning("keyring.replay_awaited")

    async def _keep_house(self) -> None:
        await self._tidy(self._rewrap)
        while True:
            await asyncio.sleep(_HOUSEKEEPING)
            if isinstance(self._problem, _PASSING):
                self._open()
                await self._tidy(self._rewrap)
            self._write_down()
            if self._is_undone:
                await self._tidy(self._rewrap)
            if self.desk is not None and self.desk.epochs.is_over():
                await self._tidy(self._rotate)

    async def _tidy(self, work: Callable[[], Any]) -> None:  # Any: its answer is not wanted.
        """Housekeeping that fails is tried again at the next look; answering goes on."""
        try:
            async with self._alone:
                await work()
        except (KeyringUnavailable, StoreProblem) as failure:
            log.warning("keyring.housekeeping_failed", error=failure.code)
        except OSError as failure:
            log.warning("keyring.housekeeping_failed", error=unwritable(failure).code)
        except sqlite3.DatabaseError:
            log.warning("keyring.store_failed", kind="housekeeping")
            self._let_go(StoreUnusable())

    def _write_down(self) -> None:
        if self.desk is None:
            return
        try:
            self.desk.write_down()
        except KeyringUnavailable as failure:
            log.warning("keyring.housekeeping_failed", error=failure.code)
        except OSError as failure:
            log.warning("keyring.housekeeping_failed", error=unwritable(failure).code)

    async def _rotate(self, *, actor: str = "system", peer: str = "") -> int:
        desk = self._desk()
        epoch = desk.epochs.begin(actor=actor, peer=peer)
        await self._move_all(desk)
        log.info("keyring.epoch_begun", epoch=epoch)
        return epoch

    async def _rewrap(self) -> None:
        """What a crash, or a full disk, left undone."""
        if self.desk is not None:
            await self._move_all(self.desk)

    async def _move_all(self, desk: Desk) -> None:
        self._is_undone = True
        while desk.epochs.rewrap_some():  # noqa: ASYNC110 -- others have keys in between.
            await asyncio.sleep(_BREATH)
        self._is_undone = False

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            peer = _peer(writer)
            if not self.policy.role_of(peer):
                log.warning("keyring.stranger_refused")
                return
            while line := await reader.readline():
                writer.write(json.dumps(await self._answer(line, peer)).encode() + b"\n")
                await writer.drain()
        except (ConnectionError, ValueError):
            log.warning("keyring.connection_broken")
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

    async def _answer(self, line: bytes, peer: str) -> dict[str, Any]:  # Any: JSON
        try:
            request = _REQUEST.validate_json(line)
        except ValidationError:
            log.warning("keyring.request_not_understood")
            return {"refused": KeyringRefused.code}
        try:
            return await self._answer_to(request, peer)
        except (KeyringRefused, KeyringUnavailable) as refused:
            log.warning("keyring.request_refused", kind=request.do, error=refused.code)
            return {"refused": refused.code}
        except StoreProblem as problem:
            log.warning("keyring.request_failed", kind=request.do, error=problem.code)
            return {"refused": KeyringClosed.code}
        except OSError as failure:  # Of the mark, a root key, a backup: what is left is done later.
            code = unwritable(failure).code
            log.warning("keyring.request_failed", kind=request.do, error=code)
            return {"refused": code}
        except sqlite3.DatabaseError:  # Damaged under our hands, or its disk is gone.
            log.warning("keyring.store_failed", kind=request.do)
            self._let_go(StoreUnusable())
            return {"refused": KeyringClosed.code}

    async def _answer_to(self, request: Request, peer: str) -> dict[str, Any]:  # Any: JSON
        if self.desk is None and isinstance(request, Status):
            return {"status": self._closed()}
        if not isinstance(request, Rotate | Backup | Close | Open):
            return self._desk().answer(request, peer)
        self.policy.check(request, peer)
        async with self._alone:
            match request:
                case Rotate():
                    return {"epoch": await self._rotate(actor=request.actor, peer=peer)}
                case Backup():
                    return await asyncio.to_thread(self._desk().back_up(request, peer))
                case Close():
                    self._let_go(StoreLetGo())
                case Open():
                    self._open_again()
        return {"done": True}

    def _let_go(self, problem: StoreProblem) -> None:
        desk, self.desk, self._problem = self.desk, None, problem
        if desk is not None:
            with contextlib.suppress(sqlite3.DatabaseError, KeyringUnavailable, OSError):
                desk.write_down()
            desk.service.store.close()

    def _open_again(self) -> None:
        """Raises KeyringClosed."""
        if self.desk is None:
            self._open()
        self._desk()

    def _desk(self) -> Desk:
        """Raises KeyringClosed."""
        if self.desk is None:
            raise KeyringClosed
        return self.desk

    def _closed(self) -> dict[str, str]:
        problem = self._problem or StoreProblem()
        return {"state": "closed", "why": problem.code, "says": problem.text}


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
