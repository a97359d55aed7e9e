"""Phones and an exchange in memory: the same promises, no network."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta

from sotto.engines.sip_probe.call import Refused
from sotto.engines.sip_probe.connection import Signalling
from sotto.engines.sip_probe.media import MediaReport
from sotto.engines.sip_probe.sdp import SUITE

_FORBIDDEN = 401
_UNAVAILABLE = 480
_PACKETS_A_SECOND = 50
_TLS = Signalling("TLSv1.3", "TLS_AES_256_GCM_SHA384")


class FakeVoice:
    """Every tone is heard for as long as `minute` says; nothing has to wait."""

    def __init__(self, suite: str) -> None:
        self.peer: FakeVoice | None = None
        self.hertz: int | None = None
        self.is_muted = False  # The network loses all that this side says.
        self._suite = suite

    def speak(self, hertz: int | None) -> None:
        self.hertz = hertz

    def heard_ms(self, hertz: int) -> int:
        peer = self.peer
        return 2000 if peer and peer.hertz == hertz and not peer.is_muted else 0

    @property
    def report(self) -> MediaReport:
        received = 0 if self.peer is None or self.peer.is_muted else 2 * _PACKETS_A_SECOND
        return MediaReport(self._suite, 2 * _PACKETS_A_SECOND, received, 0)


class FakeCall:
    def __init__(self, suite: str) -> None:
        self.media = FakeVoice(suite)
        self.ended = asyncio.Event()
        self.set_up_ms: float | None = None
        self.peer: FakeCall | None = None
        self.taken: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def answered(self) -> None:
        await self.taken
        self.set_up_ms = 1.0

    def answer(self) -> None:
        if self.peer is None:
            raise RuntimeError("nobody calls")
        self.media.peer, self.peer.media.peer = self.peer.media, self.media
        self.peer.taken.set_result(None)

    async def hang_up(self) -> None:
        self.ended.set()
        if self.peer is not None:
            self.peer.ended.set()


@dataclass
class FakeExchange:
    """passwords: of each number. suite: negotiated on every leg. mutes_callers: one-way audio."""

    passwords: dict[str, str]
    suite: str = SUITE
    mutes_callers: bool = False
    signalling: Signalling = _TLS
    registered: dict[str, "FakePhone"] = field(default_factory=dict)


class FakePhone:
    def __init__(self, exchange: FakeExchange, number: str, password: str) -> None:
        self._exchange = exchange
        self._number = number
        self._password = password
        self._ringing: asyncio.Queue[FakeCall] = asyncio.Queue()

    @property
    def signalling(self) -> Signalling:
        return self._exchange.signalling

    async def register(self) -> None:
        if self._exchange.passwords.get(self._number) != self._password:
            raise Refused(_FORBIDDEN)
        self._exchange.registered[self._number] = self

    async def unregister(self) -> None:
        self._exchange.registered.pop(self._number, None)

    def call(self, number: str) -> FakeCall:
        placed = FakeCall(self._exchange.suite)
        called = self._exchange.registered.get(number)
        if called is None:
            placed.taken.set_exception(Refused(_UNAVAILABLE))
            return placed
        placed.media.is_muted = self._exchange.mutes_callers
        incoming = FakeCall(self._exchange.suite)
        incoming.peer, placed.peer = placed, incoming
        called._ringing.put_nowait(incoming)  # noqa: SLF001 — the other end of the same wire.
        return placed

    async def rung(self, *, patience: timedelta) -> FakeCall:
        return await asyncio.wait_for(self._ringing.get(), patience.total_seconds())

    async def close(self) -> None:
        await self.unregister()
