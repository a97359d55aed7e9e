"""The self-test tells a good system from each kind of bad one."""

import asyncio
from datetime import timedelta

import pytest

from sotto.engines.sip_probe.connection import Signalling
from sotto.engines.sip_probe.fake import FakeExchange, FakePhone
from sotto.engines.sip_probe.sdp import SUITE
from sotto.processes import selftest
from sotto.processes.selftest import Leg, Report, StepFailed, describe, place_test_call

pytestmark = pytest.mark.rules

ALICE, BOB, PASSWORD = "2001", "2002", "of a test"
GOOD = Leg("TLSv1.3", "TLS_AES_256_GCM_SHA384", SUITE, 100, 100, 1900)


def call_through(exchange: FakeExchange, *, password: str = PASSWORD) -> Report:
    async def story() -> Report:
        alice = FakePhone(exchange, ALICE, password)
        bob = FakePhone(exchange, BOB, PASSWORD)
        return await place_test_call(alice, bob, number=BOB)

    return asyncio.run(story())


@pytest.fixture
def exchange() -> FakeExchange:
    return FakeExchange({ALICE: PASSWORD, BOB: PASSWORD})


def test_a_good_call_is_encrypted_and_heard_on_both_legs(exchange: FakeExchange) -> None:
    report = call_through(exchange)
    assert report.caller == report.callee
    assert report.caller is not None
    assert report.caller.is_encrypted
    assert report.caller.is_heard
    assert report.set_up_ms == 1.0


def test_without_voice_mail_the_system_is_not_good(exchange: FakeExchange) -> None:
    assert not call_through(exchange).is_good


def test_plain_audio_is_not_good() -> None:
    report = call_through(FakeExchange({ALICE: PASSWORD, BOB: PASSWORD}, suite=""))
    assert report.caller is not None
    assert not report.caller.is_encrypted
    assert "NOT ENCRYPTED" in describe(report)


def test_an_old_tls_is_not_good() -> None:
    old = Signalling("TLSv1.1", "ECDHE-RSA-AES128-SHA")
    report = call_through(FakeExchange({ALICE: PASSWORD, BOB: PASSWORD}, signalling=old))
    assert report.callee is not None
    assert not report.callee.is_encrypted


def test_a_mute_leg_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selftest, "TALK", timedelta(0))  # Nothing would change by waiting.
    report = call_through(FakeExchange({ALICE: PASSWORD, BOB: PASSWORD}, mutes_callers=True))
    assert report.caller is not None
    assert report.callee is not None
    assert report.caller.is_heard
    assert not report.callee.is_heard


def test_a_phone_that_cannot_register_is_named_without_credentials(
    exchange: FakeExchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selftest, "TO_BE_KNOWN", -selftest.TALK)
    with pytest.raises(StepFailed, match=r"calling phone could not register \(SIP status 401\)"):
        call_through(exchange, password="another")


def test_only_all_together_is_good() -> None:
    assert Report(GOOD, GOOD, 10.0, voicemail_answers=True).is_good
    assert not Report(GOOD, GOOD, 10.0, voicemail_answers=True, fault="removal").is_good
    assert not Report(GOOD, None, 10.0, voicemail_answers=True).is_good
    assert not Report(fault="no answer").is_good
