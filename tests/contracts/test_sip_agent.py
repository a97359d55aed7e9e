"""What every SIP agent promises: the fake and the real one pass the same suite."""

from collections.abc import Iterator

import pytest

from sotto.engines.sip_agent import health
from sotto.engines.sip_agent.client import PortTaken
from sotto.engines.sip_agent.config import SipAgentConfig
from sotto.engines.sip_agent.dialog import Identity, Summary

from .sip_agent_rigs import HEADERS, PORT, SDP, FakeRig, RealRig, Rig

pytestmark = pytest.mark.contract

NONSENSE = [
    b"\xff" * 400,
    b"INVITE sip:secret@[ SIP/2.0\r\nVia: x\r\nTo: secret\r\nFrom: secret\r\nCSeq: a b\r\n\r\n",
    b"SIP/2.0 9999 secret\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bKx\r\nTo: <sip:secret>\r\n",
    b"INVITE sip:secret SIP/2.0\r\n" + b"secret" * 500,
]


@pytest.fixture
def real() -> Iterator[RealRig]:
    made = RealRig()
    yield made
    made.close()


@pytest.fixture(params=["fake", "real"])
def rig(request: pytest.FixtureRequest) -> Rig:
    if request.param == "fake":
        return FakeRig()
    found: Rig = request.getfixturevalue("real")
    return found


def test_a_call_comes_with_its_headers_the_asserted_caller_and_an_offer(rig: Rig) -> None:
    rig.rings()
    call = rig.office.legs[0].call
    assert call.user == "deposit"
    assert call.headers == HEADERS
    assert call.asserted == Identity("2001", 'Ada "A" Ex\u00e4mple')
    assert (call.offer.port, call.offer.event_type) == (40000, 101)
    assert "2001" not in repr(call)


def test_an_answered_call_begins_with_the_callers_acknowledgement(rig: Rig) -> None:
    rig.rings()
    leg = rig.office.legs[0]
    leg.answer(address="127.0.0.1", port=46000)
    assert not rig.office.answered
    rig.acknowledges()
    rig.until(lambda: rig.office.answered == [leg])
    assert rig.was_answered_at() == ("127.0.0.1", 46000)


def test_a_refused_call_ends(rig: Rig) -> None:
    rig.rings()
    rig.office.legs[0].refuse(503, retry_after=5)
    rig.until(lambda: rig.was_refused_with() == 503)
    assert len(rig.office.ended) == 1


def test_a_caller_who_hangs_up_ends_the_call_once(rig: Rig) -> None:
    rig.rings()
    rig.office.legs[0].answer(address="127.0.0.1", port=46000)
    rig.acknowledges()
    rig.hangs_up()
    rig.until(lambda: len(rig.office.ended) == 1)
    rig.office.legs[0].hang_up()
    assert len(rig.office.ended) == 1


def test_a_call_that_we_end_is_ended_on_the_other_side(rig: Rig) -> None:
    rig.rings()
    rig.office.legs[0].answer(address="127.0.0.1", port=46000)
    rig.acknowledges()
    rig.until(lambda: len(rig.office.answered) == 1)
    rig.office.legs[0].hang_up()
    rig.until(rig.was_hung_up_on)
    assert len(rig.office.ended) == 1


def test_a_cancelled_call_ends_and_can_be_answered_no_more(rig: Rig) -> None:
    rig.rings()
    rig.cancels()
    rig.until(lambda: len(rig.office.ended) == 1)
    rig.office.legs[0].answer(address="127.0.0.1", port=46000)
    assert not rig.office.answered


def test_a_held_call_goes_on_and_its_caller_does_not_listen(rig: Rig) -> None:
    rig.rings()
    rig.office.legs[0].answer(address="127.0.0.1", port=46000)
    rig.acknowledges()
    rig.until(lambda: len(rig.office.answered) == 1)
    rig.holds()
    rig.until(lambda: [offer.listens for offer in rig.office.changed] == [False])
    assert not rig.office.ended


def test_a_subscriber_is_told_of_every_change_until_it_leaves(rig: Rig) -> None:
    rig.subscribes()
    subscription = rig.office.subscribed[0]
    assert subscription.headers == HEADERS
    subscription.notify(Summary(new=0, old=2))
    rig.until(lambda: rig.was_notified() == [Summary(0, 2)])
    subscription.notify(Summary(new=1, old=2))
    rig.until(lambda: rig.was_notified() == [Summary(0, 2), Summary(1, 2)])
    rig.unsubscribes()
    rig.until(lambda: rig.office.unsubscribed == [subscription])
    subscription.notify(Summary(new=2, old=2))
    assert len(rig.was_notified()) == 2
    assert rig.agent.subscribers == 0


# What only the wire can show.


def test_the_answer_is_repeated_until_it_is_acknowledged(real: RealRig) -> None:
    real.rings()
    real.office.legs[0].answer(address="127.0.0.1", port=46000)
    real.until(lambda: real.caller.codes(real.invited).count(200) > 1)
    real.caller.send("ACK")
    real.until(lambda: len(real.office.answered) == 1)


def test_a_repeated_invitation_is_one_call(real: RealRig) -> None:
    real.rings()
    for _ in range(3):
        real.caller.raw(real.caller.sent[-1])
    real.until(lambda: real.caller.codes(real.invited).count(100) == 4)
    assert len(real.office.legs) == 1


def test_a_refresh_without_a_body_gets_our_description(real: RealRig) -> None:
    real.rings()
    real.office.legs[0].answer(address="127.0.0.1", port=46000)
    real.acknowledges()
    real.until(lambda: len(real.office.answered) == 1)
    number = real.caller.send("INVITE")
    real.until(real.caller.answer_to(number, 200))
    assert real.was_answered_at() == ("127.0.0.1", 46000)
    assert not real.office.ended


@pytest.mark.parametrize("method", ["UPDATE", "REFER", "MESSAGE"])
def test_what_is_not_understood_in_a_call_is_refused_and_the_call_goes_on(
    real: RealRig, method: str
) -> None:
    real.rings()
    real.office.legs[0].answer(address="127.0.0.1", port=46000)
    real.acknowledges()
    real.until(lambda: len(real.office.answered) == 1)
    real.until(real.caller.answer_to(real.caller.send(method, Refer_To="<sip:x@127.0.0.1>"), 405))
    assert not real.office.ended


def test_notifications_go_along_the_route_and_stay_on_the_loopback(real: RealRig) -> None:
    real.subscribes()
    real.office.subscribed[0].notify(Summary(1, 0))
    real.until(lambda: len(real.caller.got("NOTIFY")) == 1)
    notify = real.caller.got("NOTIFY")[0]
    assert "lr" in notify.header("route")
    assert notify.header("event") == "message-summary"
    assert notify.header("subscription-state").startswith("active;expires=")


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"Event": "presence"}, 489),
        ({"Event": "message-summary", "Expires": "10"}, 423),
    ],
)
def test_a_wrong_subscription_is_refused(real: RealRig, headers: dict[str, str], code: int) -> None:
    real.until(real.caller.answer_to(real.caller.send("SUBSCRIBE", **headers), code))
    assert not real.office.subscribed


@pytest.mark.parametrize("method", ["SUBSCRIBE", "BYE", "INVITE"])
def test_a_dialog_that_does_not_exist_is_said_so(real: RealRig, method: str) -> None:
    real.caller.to_tag = "unknown"
    number = real.caller.send(method, body=SDP, Event="message-summary")
    real.until(real.caller.answer_to(number, 481))


def test_a_subscriber_that_is_gone_is_told_no_more(real: RealRig) -> None:
    real.subscribes()
    real.caller.replies_with = 481
    real.office.subscribed[0].notify(Summary(1, 0))
    real.until(lambda: bool(real.caller.collect()) and real.agent.subscribers == 0)
    assert len(real.office.unsubscribed) == 1


def test_a_call_without_a_codec_that_we_share_is_not_acceptable(real: RealRig) -> None:
    number = real.caller.send("INVITE", body=SDP.replace("RTP/AVP 0", "RTP/AVP 9"))
    real.until(real.caller.answer_to(number, 488))
    assert not real.office.legs


def test_nonsense_is_survived_and_never_printed(
    real: RealRig, capfd: pytest.CaptureFixture[str]
) -> None:
    for nonsense in NONSENSE:
        real.caller.raw(nonsense)
    real.rings()
    printed = capfd.readouterr()
    assert "secret" not in printed.out + printed.err


def test_health_is_asked_like_anybody_asks(real: RealRig) -> None:
    config = SipAgentConfig(PORT)
    asked = real.loop.run_in_executor(None, health.answers, config)
    assert real.loop.run_until_complete(asked)
    assert not health.answers(SipAgentConfig(PORT + 1))


def test_a_port_that_is_taken_is_said_so(real: RealRig) -> None:
    with pytest.raises(PortTaken):
        real.loop.run_until_complete(real._agent())
