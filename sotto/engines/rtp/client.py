"""The endpoint and its promises; `fake.py` keeps the same ones in memory."""

import asyncio
import socket
from collections import deque
from typing import Protocol

from .config import RtpConfig
from .pacing import Lateness, Pacer
from .session import Remote, RtpListener, UdpSession


class RtpSession(Protocol):
    """The media of one call."""

    @property
    def local_port(self) -> int: ...

    def connect(self, remote: Remote) -> None:
        """Speak with `remote` from now on."""

    def play(self, audio: bytes) -> None:
        """Send mu-law audio, in place of what is being played."""

    def stop_playing(self) -> None:
        """Silence at once; `on_played` is not called."""

    def record(self) -> None: ...

    def stop_recording(self) -> bytes:
        """Ends recording; what `on_audio` has not been given yet."""

    @property
    def heard_ms(self) -> int:
        """How much voice the recording holds."""

    def close(self) -> None:
        """Gives the port back. Twice does no harm."""


class NoPortLeft(Exception):
    """As many calls as there are ports are being held."""


class RtpEndpoint(Protocol):
    def open(self, listener: RtpListener) -> RtpSession:
        """Raises NoPortLeft."""

    @property
    def open_sessions(self) -> int: ...

    @property
    def lateness(self) -> Lateness: ...

    def close(self) -> None: ...


class UdpEndpoint:
    """The real one. To be made and used on the thread of a running loop."""

    def __init__(self, config: RtpConfig) -> None:
        self._config = config
        self._free = deque(config.even_ports())
        self._pacer: Pacer[UdpSession] = Pacer(asyncio.get_running_loop())

    def open(self, listener: RtpListener) -> RtpSession:
        for _ in range(len(self._free)):
            port = self._free.popleft()
            opened = self._bind(port)
            if opened is not None:
                session = UdpSession(opened, port, listener, self._closed)
                self._pacer.add(session)
                return session
            self._free.append(port)  # Somebody else's; perhaps not for ever.
        raise NoPortLeft

    @property
    def open_sessions(self) -> int:
        return len(self._pacer.members)

    @property
    def lateness(self) -> Lateness:
        return self._pacer.lateness

    def close(self) -> None:
        for session in list(self._pacer.members):
            session.close()

    def _bind(self, port: int) -> socket.socket | None:
        opened = socket.socket(socket.AF_INET, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        try:
            opened.bind((self._config.address, port))
        except OSError:
            opened.close()
            return None
        return opened

    def _closed(self, session: UdpSession) -> None:
        self._pacer.remove(session)
        self._free.append(session.local_port)
