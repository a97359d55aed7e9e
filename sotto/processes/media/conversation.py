"""Leads one conversation of `voicemail.rules` over one RTP session."""

import asyncio
from collections import deque
from collections.abc import Callable
from datetime import timedelta
from typing import Protocol
from uuid import UUID

from sotto.engines.rtp.client import RtpSession
from sotto.features.voicemail.rules import (
    ANY_KEY,
    ENDED,
    FAILED,
    CheckPin,
    Conversation,
    Delete,
    Event,
    Inbox,
    Key,
    Listen,
    LookUp,
    MarkHeard,
    Outcome,
    PinCheck,
    Play,
    PlayMessage,
    Record,
)

_TYPED_AHEAD = 20


class Desk(Protocol):
    """What a conversation asks for while it runs. Failing is an answer, not an exception."""

    def prompt(self, name: str) -> bytes:
        """Mu-law."""

    async def message(self, message: UUID) -> bytes | None:
        """Mu-law; None when it can't be heard any more."""

    async def check_pin(self, digits: str) -> PinCheck | Outcome: ...

    async def look_up(self) -> Inbox | Outcome: ...

    async def mark_heard(self, message: UUID) -> Outcome: ...

    async def delete(self, message: UUID) -> Outcome: ...

    def store(self, block: bytes, *, failed: Callable[[], None]) -> None:
        """Seal a piece of the recording; `failed` is called when no more can be stored."""


class Call:
    """Listens to the session and leads the conversation. Keys typed ahead are remembered."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._session: RtpSession | None = None
        self._awaited: asyncio.Future[Event] | None = None
        self._keys = ""
        self._typed: deque[str] = deque(maxlen=_TYPED_AHEAD)

    async def lead(self, conversation: Conversation, session: RtpSession) -> None:
        """Returns when everything has been said; cancelled when the other side hangs up."""
        self._session = session
        event: Event | None = None
        try:
            while True:
                event = await self._do(conversation.send(event), session)
        except StopIteration:
            return
        finally:
            conversation.close()

    def on_digit(self, key: str) -> None:
        if self._awaited is None:
            self._typed.append(key)
        elif key in self._keys:
            self._answer(Key(key))

    def on_played(self) -> None:
        self._answer(ENDED)

    def on_audio(self, block: bytes) -> None:
        self._desk.store(block, failed=self._on_store_failed)

    def _on_store_failed(self) -> None:
        self._answer(FAILED)

    async def _do(self, action: object, session: RtpSession) -> Event:
        match action:
            case Play(prompts, keys):
                return await self._play(b"".join(map(self._desk.prompt, prompts)), keys, session)
            case PlayMessage(message):
                audio = await self._desk.message(message)
                return FAILED if audio is None else await self._play(audio, ANY_KEY, session)
            case Listen(patience):
                return await self._await(ANY_KEY, patience)
            case Record(limit):
                return await self._record(limit, session)
            case _:
                return await self._ask(action)

    async def _ask(self, action: object) -> Event:
        match action:
            case CheckPin(digits):
                return await self._desk.check_pin(digits)
            case LookUp():
                return await self._desk.look_up()
            case MarkHeard(message):
                return await self._desk.mark_heard(message)
            case Delete(message):
                return await self._desk.delete(message)
            case _:
                raise TypeError(type(action).__name__)

    async def _play(self, audio: bytes, keys: str, session: RtpSession) -> Event:
        session.play(audio)
        try:
            return await self._await(keys, None)
        finally:
            session.stop_playing()

    async def _record(self, limit: timedelta, session: RtpSession) -> Event:
        self._typed.clear()
        session.record()
        return await self._await("#", limit)

    async def _await(self, keys: str, patience: timedelta | None) -> Event:
        """A key of `keys`, what the session tells, or ENDED when `patience` is over."""
        while self._typed:
            key = self._typed.popleft()
            if key in keys:
                return Key(key)
        self._keys, self._awaited = keys, asyncio.get_running_loop().create_future()
        try:
            seconds = None if patience is None else patience.total_seconds()
            return await asyncio.wait_for(self._awaited, seconds)
        except TimeoutError:
            return ENDED
        finally:
            self._awaited = None

    def _answer(self, event: Event) -> None:
        if self._awaited is not None and not self._awaited.done():
            self._awaited.set_result(event)
