"""sippy on the asyncio loop of its process: one thread, no signals, nothing printed.

Out of the box sippy has an event loop, three threads for sending and three for receiving, which
overtake one another: a 100 left after the 200. Here its timers are turned by asyncio and its one
socket is read and written in order. Neither `SipLogger` nor its `print` calls see a message.
"""

import asyncio
import contextlib
import socket
import sys
from _thread import get_ident
from collections.abc import Callable
from heapq import heapify
from typing import Any  # What comes from sippy has no types.

import structlog
from sippy.Core.EventDispatcher import ED2
from sippy.Network_server import Remote_address
from sippy.Time.MonoTime import MonoTime

log = structlog.get_logger()

_TIMER_S = 0.05  # RFC 3261's shortest timer is 500 ms.
_LARGEST = 65535
_MESSAGES_AT_ONCE = 2  # Then media gets its turn.
_RECEIVE_BUFFER = 4 * 1024 * 1024  # A burst waits in the kernel; capped by net.core.rmem_max.


class Silent:
    """In place of sippy's SipLogger, which writes whole messages to a file."""

    def write(self, *_: object, **__: object) -> None:
        return


def silence_sippy() -> None:
    """Replace what would print a message or a traceback with one in it. Call after all imports."""
    for name, module in list(sys.modules.items()):
        if name.startswith("sippy."):
            if hasattr(module, "dump_exception"):
                vars(module)["dump_exception"] = _note_failure
            vars(module)["print"] = _say_nothing


def _note_failure(*_: object, **__: object) -> None:
    kind = sys.exc_info()[0]
    log.warning("sip_agent.message_refused", error=kind.__name__ if kind else "")


def _say_nothing(*_: object, **__: object) -> None:
    return


class SippyTimers:
    """Turns sippy's timers on the running loop."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        ED2.my_ident = get_ident()
        self._handle = self._loop.call_later(_TIMER_S, self._turn)

    def stop(self) -> None:
        self._handle.cancel()

    def _turn(self) -> None:
        ED2.last_ts = MonoTime()
        ED2.dispatchTimers()
        if ED2.twasted * 2 > len(ED2.tlisteners):
            ED2.tlisteners = [each for each in ED2.tlisteners if each.cb_func is not None]
            heapify(ED2.tlisteners)
            ED2.twasted = 0
        self._handle = self._loop.call_later(_TIMER_S, self._turn)


class LoopbackServer:
    """One UDP socket; sends to its own address only, wherever a message would lead."""

    transport = "udp"

    def __init__(self, address: tuple[str, int], data_callback: Callable[..., None]) -> None:
        self.uopts = self  # sippy asks the options of a server; ours are its own.
        self._address = address
        self._data_callback = data_callback
        self._loop = asyncio.get_running_loop()
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER)
        try:
            self._socket.bind(address)
        except OSError:
            self._socket.close()
            raise
        self._loop.add_reader(self._socket.fileno(), self._read)

    def isWildCard(self) -> bool:  # noqa: N802 — sippy's names.
        return False

    def getSIPaddr(self) -> tuple[tuple[str, int], str]:  # noqa: N802
        return self._address, self.transport

    def addr2str(self, _address: object) -> str:
        return ""

    def send_to(self, data: str | bytes, address: Any, *_: object) -> None:
        host, port = address
        if host != self._address[0]:
            log.warning("sip_agent.foreign_address_refused")
            return
        raw = data if isinstance(data, bytes) else data.encode()
        with contextlib.suppress(OSError):  # Full, or nobody there: SIP sends again.
            self._socket.sendto(raw, (host, int(port)))

    def shutdown(self) -> None:
        self._loop.remove_reader(self._socket.fileno())
        self._socket.close()

    def _read(self) -> None:
        for _ in range(_MESSAGES_AT_ONCE):
            try:
                data, address = self._socket.recvfrom(_LARGEST)
            except OSError:
                return
            try:
                source = Remote_address(address, self.transport)
                self._data_callback(data, source, self, MonoTime())
            except Exception:  # noqa: BLE001 — whatever a message does to sippy, the next is read.
                _note_failure()


class OneServer:
    """sippy chooses a socket for each destination (`local4remote`); we have one."""

    def __init__(self, server: LoopbackServer) -> None:
        self._server = server

    def getServer(self, *_: object, **__: object) -> LoopbackServer:  # noqa: N802
        return self._server

    def rotateCache(self) -> None:  # noqa: N802
        return

    def shutdown(self) -> None:
        self._server.shutdown()
