"""Calls to voice mail from the first ring to the stored message; fake wires, real services."""

import asyncio
import functools
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connection
from psycopg import sql

from sotto.engines.rtp import dtmf, g711
from sotto.engines.rtp.fake import FakeEndpoint, FakeSession
from sotto.engines.rtp.packets import Packet
from sotto.engines.sip_agent.dialog import Identity, IncomingCall, Summary
from sotto.engines.sip_agent.fake import FakeAgent, FakeLeg
from sotto.engines.sip_agent.sdp import MediaOffer
from sotto.features.directory.services import add_person, rebuild_projections
from sotto.features.voicemail import queries, services
from sotto.features.voicemail.models import Mailbox, Message
from sotto.features.voicemail.prompts import TEXTS, Prompts
from sotto.personal_data.actor import acting
from sotto.processes.media.answering import Answering
from sotto.processes.media.lamps import Lamps, News
from sotto.processes.media.office import Office
from sotto.trust.tenants.services import open_tenant, within

pytestmark = [pytest.mark.room, pytest.mark.django_db(transaction=True)]

PATIENCE_S = 10
FRAME = g711.encode(b"\x34\x12" * g711.FRAME)
PROMPTS = ["beep", *TEXTS["en"], *(f"number-{n}" for n in range(21))]


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


@pytest.fixture(scope="module")
def prompts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Prompts that say their own name, so that a test can read what was heard."""
    folder = tmp_path_factory.mktemp("prompts")
    (folder / "en").mkdir()
    for name in PROMPTS:
        (folder / "en" / f"{name}.ulaw").write_bytes(f"<{name}>".encode().ljust(160, b"\xff"))
    return folder


@pytest.fixture
def ada() -> Ada:
    with acting():
        tenant = open_tenant(name="Office", domain="office.example")
        rebuild_projections()
        with within(tenant.pk):
            person = add_person(name="Ada Example", extension="2001")
            mailbox = Mailbox.objects.get(person=person)
            pin = services.issue_pin(mailbox)
    connection.close()  # The calls are served by other threads.
    return Ada(tenant.pk, person.pk, person.owner, mailbox, pin)


@told
async def test_a_caller_leaves_a_message(prompts: Path, ada: Ada) -> None:
    async with exchange(prompts) as media:
        caller = await media.call("deposit", ada.headers())
        await caller.hears("beep")
        await caller.speaks(150)
        caller.press("#")
        await caller.hears("message-stored")
        await caller.hears("goodbye")
        await caller.is_left()
        await until(lambda: media.answering.calls == 0)
    messages = await asyncio.to_thread(ada.messages)
    assert [message.length.total_seconds() for message in messages] == [3.0]


@told
async def test_a_caller_who_hangs_up_has_left_a_message_too(prompts: Path, ada: Ada) -> None:
    async with exchange(prompts) as media:
        caller = await media.call("deposit", ada.headers())
        await caller.hears("beep")
        await caller.speaks(50)
        caller.leg.hangs_up()
        await until(lambda: media.answering.calls == 0)
    assert len(await asyncio.to_thread(ada.messages)) == 1


@told
async def test_a_caller_who_hangs_up_during_the_greeting_left_nothing(
    prompts: Path, ada: Ada
) -> None:
    async with exchange(prompts) as media:
        caller = await media.call("deposit", ada.headers())
        caller.leg.hangs_up()
        await until(lambda: media.answering.calls == 0)
    assert not await asyncio.to_thread(ada.messages)


@told
async def test_the_owner_listens_with_the_pin_and_deletes(prompts: Path, ada: Ada) -> None:
    async with exchange(prompts) as media:
        caller = await media.call("deposit", ada.headers())
        await caller.hears("beep")
        await caller.speaks(50)
        caller.leg.hangs_up()
        await until(lambda: media.answering.calls == 0)
        owner = await media.call("mailbox", ada.headers())
        owner.press(f"{ada.pin}#")
        await owner.hears("number-1")
        await owner.hears("new-message")
        await owner.hears_voice()
        owner.press("3")
        await owner.hears("message-deleted")
        await owner.hears("goodbye")
        await owner.is_left()
    assert not await asyncio.to_thread(ada.messages)


@told
async def test_three_wrong_pins_end_the_call(prompts: Path, ada: Ada) -> None:
    async with exchange(prompts) as media:
        owner = await media.call("mailbox", ada.headers())
        owner.press("1#1#1#")
        await owner.hears("wrong-pin")
        await owner.is_left()
        assert b"<you-have>" not in owner.session.sent


@told
async def test_a_full_mailbox_says_so(prompts: Path, ada: Ada) -> None:
    await asyncio.to_thread(_limit_messages, ada, 0)
    async with exchange(prompts) as media:
        caller = await media.call("deposit", ada.headers())
        await caller.hears("mailbox-full")
        await caller.is_left()
    assert not await asyncio.to_thread(ada.messages)


@told
async def test_a_database_that_is_away_is_said_and_forgiven(
    prompts: Path, ada: Ada, database_away: Callable[[bool], None]
) -> None:
    async with exchange(prompts) as media:
        database_away(True)
        for user in ("deposit", "mailbox"):
            caller = await media.call(user, ada.headers())
            await caller.hears("try-later")
            await caller.is_left()
        database_away(False)
        caller = await media.call("deposit", ada.headers())
        await caller.hears("greeting")


@told
async def test_a_message_outlives_a_database_that_goes_away(
    prompts: Path, ada: Ada, database_away: Callable[[bool], None]
) -> None:
    async with exchange(prompts) as media:
        caller = await media.call("deposit", ada.headers())
        await caller.hears("beep")
        await caller.speaks(100)
        database_away(True)
        caller.leg.hangs_up()
        await until(lambda: not caller.session.is_recording)
        database_away(False)
        await until(lambda: media.answering.calls == 0)
    assert len(await asyncio.to_thread(ada.messages)) == 1


@told
async def test_leaving_stores_what_is_being_said(prompts: Path, ada: Ada) -> None:
    async with exchange(prompts) as media:
        caller = await media.call("deposit", ada.headers())
        await caller.hears("beep")
        await caller.speaks(100)
        await media.answering.leave()
        assert media.ring("deposit", ada.headers()).refused_with == 503
    assert len(await asyncio.to_thread(ada.messages)) == 1


@told
async def test_more_calls_than_ports_are_asked_to_come_again(prompts: Path, ada: Ada) -> None:
    async with exchange(prompts, ports=1) as media:
        await media.call("deposit", ada.headers())
        second = media.ring("deposit", ada.headers())
        await until(lambda: second.refused_with == 503)
        assert second.retry_after


@pytest.mark.parametrize(
    ("user", "headers"),
    [
        ("nobody", {}),
        ("deposit", {"x-sotto-person": "not an id"}),
        ("deposit", {"x-sotto-tenant": ""}),
        ("deposit", {"x-sotto-person": str(uuid4())}),
        ("mailbox", {"x-sotto-person": str(uuid4())}),
    ],
)
@told
async def test_a_call_for_nobody_is_refused(
    prompts: Path, ada: Ada, user: str, headers: dict[str, str]
) -> None:
    async with exchange(prompts) as media:
        leg = media.ring(user, ada.headers() | headers)
        await until(lambda: leg.refused_with == 404)


@told
async def test_the_lamp_follows_what_any_process_does(prompts: Path, ada: Ada) -> None:
    async with exchange(prompts) as media:
        news = News(media.lamps)
        lamp = media.agent.is_subscribed(ada.headers())
        await until(lambda: lamp.notified[-1:] == [Summary(0, 0)])
        await until(lambda: news.is_listening)
        await asyncio.to_thread(_leave_message, ada)
        await until(lambda: lamp.notified[-1] == Summary(1, 0))
        await asyncio.to_thread(_hear_message, ada)
        await until(lambda: lamp.notified[-1] == Summary(0, 1))
        await asyncio.to_thread(news.stop)


def _limit_messages(ada: Ada, limit: int) -> None:
    with acting(), within(ada.tenant):
        Mailbox.objects.update(message_limit=limit)
    connection.close()


def _leave_message(ada: Ada) -> None:
    from sotto.features.voicemail.tests.conftest import leave

    with acting(), within(ada.tenant):
        leave(ada.mailbox)
    connection.close()


def _hear_message(ada: Ada) -> None:
    from sotto.features.voicemail.tests.conftest import NOW

    with acting(), within(ada.tenant):
        services.mark_heard(Message.objects.get(), now=NOW)
    connection.close()


@pytest.fixture
def database_away() -> Iterator[Callable[[bool], None]]:
    """PostgreSQL lets nobody into our database, and throws out who is there."""

    def away(is_away: bool) -> None:  # noqa: FBT001 — reads as a sentence where it is called.
        name = connection.settings_dict["NAME"]
        host = connection.settings_dict["HOST"]
        allowed = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}").format(
            sql.Identifier(name), sql.Literal(not is_away)
        )
        with psycopg.connect(host=host, user="postgres", dbname="postgres", autocommit=True) as it:
            it.execute(allowed)
            if is_away:
                it.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
                    (name,),
                )

    yield away
    away(False)
