"""What every phone promises: the fake, and the probe through a Kamailio, pass the same suite."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from sotto.engines.sip_probe import health
from sotto.engines.sip_probe.call import Refused
from sotto.engines.sip_probe.client import Phone, switched_on
from sotto.engines.sip_probe.config import Account, ProbeConfig
from sotto.engines.sip_probe.connection import ConnectionLost
from sotto.engines.sip_probe.fake import FakeExchange, FakePhone
from sotto.engines.sip_probe.sdp import SUITE
from tests.contracts import scratch_registrar
from tests.contracts.scratch_registrar import DOMAIN, PASSWORD

pytestmark = pytest.mark.contract

PATIENCE = timedelta(seconds=10)
ALICE, BOB, CAROL = "2001", "2002", "2003"
ALICES_TONE, BOBS_TONE = 700, 1100
MakePhone = Callable[[str, str], AbstractAsyncContextManager[Phone]]


@pytest.fixture(scope="module")
def kamailio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ProbeConfig]:
    folder = tmp_path_factory.mktemp("registrar")
    with scratch_registrar.running(folder) as port:
        yield ProbeConfig("127.0.0.1", port, "localhost", folder / "ca.pem", DOMAIN)


@pytest.fixture(params=["fake", "real"])
def phone(request: pytest.FixtureRequest) -> MakePhone:
    """A phone that is switched on, by number and password."""
    if request.param == "fake":
        exchange = FakeExchange(dict.fromkeys((ALICE, BOB), PASSWORD))

        @asynccontextmanager
        async def fake(number: str, password: str) -> AsyncIterator[Phone]:
            yield FakePhone(exchange, number, password)

        return fake
    config: ProbeConfig = request.getfixturevalue("kamailio")

    def real(number: str, password: str) -> AbstractAsyncContextManager[Phone]:
        return switched_on(config, Account(number, password))

    return real


async def until(condition: Callable[[], bool]) -> None:
    """Media runs by the clock; the condition is looked at twenty times a second."""
    changed = asyncio.Event()

    def look() -> None:
        if condition():
            changed.set()
        else:
            asyncio.get_running_loop().call_later(0.05, look)

    look()
    await asyncio.wait_for(changed.wait(), PATIENCE.total_seconds())


def test_two_phones_hear_each_other_under_srtp(phone: MakePhone) -> None:
    async def story() -> None:
        async with phone(ALICE, PASSWORD) as alice, phone(BOB, PASSWORD) as bob:
            await alice.register()
            await bob.register()
            placed = alice.call(BOB)
            taken = await bob.rung(patience=PATIENCE)
            taken.answer()
            await placed.answered()
            placed.media.speak(ALICES_TONE)
            taken.media.speak(BOBS_TONE)
            await until(lambda: taken.media.heard_ms(ALICES_TONE) >= 300)
            await until(lambda: placed.media.heard_ms(BOBS_TONE) >= 300)
            assert taken.media.heard_ms(BOBS_TONE) == 0
            for side in (placed, taken):
                assert side.media.report.suite == SUITE
                assert side.media.report.sent
                assert side.media.report.received
                assert not side.media.report.refused
            assert placed.set_up_ms is not None
            assert alice.signalling.protocol >= "TLSv1.2"
            await taken.hang_up()
            await asyncio.wait_for(placed.ended.wait(), PATIENCE.total_seconds())
            await alice.unregister()
            await bob.unregister()

    asyncio.run(story())


def test_a_wrong_password_is_refused(phone: MakePhone) -> None:
    async def story() -> None:
        async with phone(ALICE, "another password") as alice:
            await alice.register()

    with pytest.raises(Refused) as refused:
        asyncio.run(story())
    assert refused.value.status == 401


def test_a_phone_that_is_not_registered_cannot_be_reached(phone: MakePhone) -> None:
    async def story() -> None:
        async with phone(ALICE, PASSWORD) as alice, phone(BOB, PASSWORD) as bob:
            await alice.register()
            await bob.register()
            await bob.unregister()
            await alice.call(BOB).answered()

    with pytest.raises(Refused) as refused:
        asyncio.run(story())
    assert refused.value.status == 480


def test_a_caller_may_give_up_before_anybody_answers(kamailio: ProbeConfig) -> None:
    async def story() -> None:
        alices, carols = Account(ALICE, PASSWORD), Account(CAROL, PASSWORD)
        async with switched_on(kamailio, alices) as alice, switched_on(kamailio, carols) as carol:
            await alice.register()
            await carol.register()
            placed = alice.call(CAROL)
            taken = await carol.rung(patience=PATIENCE)
            await until(lambda: placed.rings)
            await placed.give_up()
            await asyncio.wait_for(taken.ended.wait(), PATIENCE.total_seconds())
            await placed.answered()

    with pytest.raises(Refused) as refused:
        asyncio.run(story())
    assert refused.value.status == 487


def test_a_server_with_another_name_is_not_trusted(kamailio: ProbeConfig) -> None:
    async def story() -> None:
        async with switched_on(replace(kamailio, server_name="other.test"), Account(ALICE, "")):
            pass

    with pytest.raises(ConnectionLost):
        asyncio.run(story())


def test_health_tells_a_server_that_answers_from_none(
    kamailio: ProbeConfig, tmp_path: Path
) -> None:
    assert asyncio.run(health.answers(kamailio))
    assert not asyncio.run(health.answers(replace(kamailio, port=1)))
