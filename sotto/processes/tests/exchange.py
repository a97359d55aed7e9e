"""The media application on fake wires, somebody with a mailbox, and the telephone that calls."""

import asyncio
import functools
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

from django.db import connection

from sotto.engines.rtp import dtmf, g711
from sotto.engines.rtp.fake import FakeEndpoint, FakeSession
from sotto.engines.rtp.packets import Packet
from sotto.engines.sip_agent.dialog import Identity, IncomingCall
from sotto.engines.sip_agent.fake import FakeAgent, FakeLeg
from sotto.engines.sip_agent.sdp import MediaOffer
from sotto.features.voicemail import queries
from sotto.features.voicemail.models import Mailbox, Message
from sotto.features.voicemail.prompts import Prompts
from sotto.personal_data.actor import acting
from sotto.processes.media.answering import Answering
from sotto.processes.media.lamps import Lamps
from sotto.processes.media.office import Office
from sotto.trust.tenants.services import within

PATIENCE_S = 10
FRAME = g711.encode(b"\x34\x12" * g711.FRAME)


@dataclass
class Ada:
    """Somebody with a mailbox."""

    tenant: UUID
    person: UUID
    owner: UUID
    mailbox: Mailbox
    pin: str

    def messages(self) -> list[Message]:
        with acting(), within(self.tenant):
            found = list(queries.messages_in(self.mailbox))
        connection.close()
        return found

    def headers(self) -> dict[str, str]:
        return {
            "x-sotto-call": str(uuid4()),
            "x-sotto-tenant": str(self.tenant),
            "x-sotto-person": str(self.person),
            "x-sotto-owner": str(self.owner),
            "x-sotto-caller": "",
        }


class Exchange:
    """The media application on fake wires, and the telephone that calls it."""

    def __init__(self, prompts: Path, *, ports: int = 4) -> None:
        self.office = Office(threads=2)
        self.lamps = Lamps(self.office)
        self.endpoint = FakeEndpoint(ports=ports)
        self.answering = Answering(self.endpoint, Prompts(prompts), self.office, self.lamps)
        self.agent = FakeAgent(self.answering)

    def ring(self, user: str, headers: dict[str, str]) -> FakeLeg:
        offer = MediaOffer("127.0.0.1", 40000, g711.PCMU, dtmf.DYNAMIC)
        caller = Identity("+49301234567", "Grace Stranger")
        return self.agent.rings(IncomingCall(user, headers, caller, offer))

    async def call(self, user: str, headers: dict[str, str]) -> "Telephone":
        leg = self.ring(user, headers)
        await until(lambda: leg.answered_at is not None)
        session = next(
            each
            for each in self.endpoint.sessions
            if (("127.0.0.1", each.local_port) == leg.answered_at)
        )
        leg.acknowledges()
        return Telephone(leg, session)


class Telephone:
    def __init__(self, leg: FakeLeg, session: FakeSession) -> None:
        self.leg = leg
        self.session = session
        self._pressed = 0

    async def hears(self, prompt: str) -> None:
        """Listens to what is being said, until `prompt` has been."""
        await until(lambda: self._has_heard(f"<{prompt}>"))

    async def hears_voice(self) -> None:
        await until(lambda: self._has_heard_bytes(FRAME * 3))

    def press(self, keys: str) -> None:
        for key in keys:
            self._pressed += 1
            event = Packet(False, dtmf.DYNAMIC, 0, self._pressed * 1600, 1, dtmf.press(key))
            self.session.hear_packet(event)

    async def speaks(self, frames: int) -> None:
        await until(lambda: self.session.is_recording)
        for number in range(frames):
            packet = Packet(False, g711.PCMU, number, number * 160, 1, FRAME)
            self.session.hear_packet(packet, arrived_ms=number * 20)

    async def is_left(self) -> None:
        """Listens to the end."""
        await until(self._is_left)

    def _is_left(self) -> bool:
        self.session.finish_playing()
        return self.leg.has_ended and not self.session.is_open

    def _has_heard(self, words: str) -> bool:
        return self._has_heard_bytes(words.encode())

    def _has_heard_bytes(self, audio: bytes) -> bool:
        heard = audio in self.session.sent
        if not heard:
            self.session.finish_playing()
        return heard


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not condition():  # noqa: ASYNC110 — any condition, whoever fulfils it.
            await asyncio.sleep(0.002)


def told(story: Callable[..., Awaitable[None]]) -> Callable[..., None]:
    """A test that is a story on a loop of its own."""

    @functools.wraps(story)
    def test(*args: object, **kwargs: object) -> None:
        async def run() -> None:
            await story(*args, **kwargs)

        asyncio.run(run())

    return test


@asynccontextmanager
async def exchange(prompts: Path, *, ports: int = 4) -> AsyncIterator[Exchange]:
    made = Exchange(prompts, ports=ports)
    try:
        yield made
    finally:
        await made.answering.leave()
        await asyncio.get_running_loop().run_in_executor(None, made.office.close)
