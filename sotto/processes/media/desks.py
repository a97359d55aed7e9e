"""What a conversation asks for, answered by voice mail's services: a desk for each kind of call."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import structlog
from typing_extensions import override

from sotto.engines.rtp import g711
from sotto.engines.rtp.client import RtpSession
from sotto.features.voicemail import queries, services
from sotto.features.voicemail.models import Mailbox, Message
from sotto.features.voicemail.prompts import DEFAULT_LANGUAGE, Prompts
from sotto.features.voicemail.rules import ENDED, FAILED, GREETING, Inbox, Outcome, PinCheck
from sotto.features.voicemail.services import MessageUnreadable, NoRoomForAudio, Recording

from .office import Away, Office, Party

log = structlog.get_logger()

_AGAIN_S = 2.0


class ServiceDesk:
    """Prompts only: for calls that can't be served, and what the two others have in common."""

    def __init__(self, prompts: Prompts, *, language: str = DEFAULT_LANGUAGE) -> None:
        self._prompts = prompts
        self._language = language

    def prompt(self, name: str) -> bytes:
        return self._prompts.audio(name, language=self._language)

    async def message(self, message: UUID) -> bytes | None:  # noqa: ARG002
        return None

    async def check_pin(self, digits: str) -> PinCheck | Outcome:  # noqa: ARG002
        return FAILED

    async def look_up(self) -> Inbox | Outcome:
        return FAILED

    async def mark_heard(self, message: UUID) -> Outcome:  # noqa: ARG002
        return FAILED

    async def delete(self, message: UUID) -> Outcome:  # noqa: ARG002
        return FAILED

    def store(self, block: bytes, *, failed: Callable[[], None]) -> None:
        """Nothing is recorded here."""


class DepositDesk(ServiceDesk):
    """A caller leaves a message. Audio is sealed piece by piece while it comes."""

    def __init__(
        self,
        prompts: Prompts,
        office: Office,
        party: Party,
        begun: Recording,
        greeting: bytes | None,
    ) -> None:
        super().__init__(prompts, language=begun.mailbox.language)
        self.is_kept = False
        self._office = office
        self._party = party
        self._begun = begun
        self._greeting = greeting
        self._unwritten = bytearray()
        self._writing: asyncio.Task[None] | None = None
        self._has_failed = False

    @override
    def prompt(self, name: str) -> bytes:
        if name == GREETING and self._greeting:
            return self._greeting
        return super().prompt(name)

    @override
    def store(self, block: bytes, *, failed: Callable[[], None]) -> None:
        self._unwritten += block
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write(failed))

    async def finish(self, session: RtpSession | None) -> None:
        """The call is over, however it ended. Never raises: there is nobody left to tell."""
        length = timedelta(milliseconds=session.heard_ms if session else 0)
        self._unwritten += session.stop_recording() if session else b""
        if self._writing is not None:
            await self._writing
        if self._has_failed:
            length = timedelta()  # What was written is gone: the row goes too.
        while not await self._is_finished(length):  # noqa: ASYNC110 — another process returns.
            await asyncio.sleep(_AGAIN_S)

    async def _is_finished(self, length: timedelta) -> bool:
        try:
            message = await self._office.do(
                self._party,
                services.finish_message,
                self._begun,
                block=bytes(self._unwritten),
                length=length,
                now=datetime.now(UTC),
            )
        except Away:
            return self._office.is_leaving  # Then it is salvaged at the next start.
        except NoRoomForAudio:
            log.warning("media.no_room_for_message", message=str(self._begun.message.pk))
        else:
            self.is_kept = message is not None
        return True

    async def _write(self, failed: Callable[[], None]) -> None:
        while self._unwritten and not self._has_failed:
            block = bytes(self._unwritten)
            self._unwritten.clear()
            try:
                await self._office.write(self._begun.write, block)
            except NoRoomForAudio:
                self._has_failed = True
                failed()


class OwnerDesk(ServiceDesk):
    """The owner listens to the mailbox."""

    def __init__(self, prompts: Prompts, office: Office, party: Party, mailbox: Mailbox) -> None:
        super().__init__(prompts, language=mailbox.language)
        self._office = office
        self._party = party
        self._mailbox = mailbox

    @override
    async def message(self, message: UUID) -> bytes | None:
        try:
            return await self._office.do(self._party, self._read, message)
        except (Away, MessageUnreadable):
            return None

    @override
    async def check_pin(self, digits: str) -> PinCheck | Outcome:
        try:
            return await self._office.do(
                self._party,
                services.check_pin,
                self._mailbox,
                pin=digits,
                now=datetime.now(UTC),
            )
        except Away:
            return FAILED

    @override
    async def look_up(self) -> Inbox | Outcome:
        try:
            person = self._mailbox.person_id
            return await self._office.do(self._party, queries.inbox_of, person)
        except Away:
            return FAILED

    @override
    async def mark_heard(self, message: UUID) -> Outcome:
        return await self._change(message, self._mark)

    @override
    async def delete(self, message: UUID) -> Outcome:
        return await self._change(message, services.delete_message)

    async def _change(self, message: UUID, change: Callable[[Message], None]) -> Outcome:
        try:
            return await self._office.do(self._party, self._changed, message, change)
        except Away:
            return FAILED

    def _changed(self, message: UUID, change: Callable[[Message], None]) -> Outcome:
        found = queries.messages_in(self._mailbox).filter(pk=message).first()
        if found is None:
            return FAILED
        change(found)
        return ENDED

    def _mark(self, message: Message) -> None:
        services.mark_heard(message, now=datetime.now(UTC))

    def _read(self, message: UUID) -> bytes | None:
        found = queries.messages_in(self._mailbox).filter(pk=message).first()
        return None if found is None else g711.encode(services.listen(found))
