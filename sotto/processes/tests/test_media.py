"""Calls to voice mail from the first ring to the stored message; fake wires, real services."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from django.db import connection
from psycopg import sql

from sotto.engines.sip_agent.dialog import Summary
from sotto.features.directory.services import add_person, rebuild_projections
from sotto.features.voicemail import services
from sotto.features.voicemail.models import Mailbox, Message
from sotto.features.voicemail.prompts import TEXTS
from sotto.personal_data.actor import acting
from sotto.processes.media.lamps import News
from sotto.trust.tenants.services import open_tenant, within

from .exchange import Ada, exchange, told, until

pytestmark = [pytest.mark.room, pytest.mark.django_db(transaction=True)]

PROMPTS = ["beep", *TEXTS["en"], *(f"number-{n}" for n in range(21))]


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
