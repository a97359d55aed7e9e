"""The two rigs of the SIP agent's contract: the fake, and the real one with a caller over UDP."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from sotto.engines.sip_agent.client import SipAgent, SippyAgent
from sotto.engines.sip_agent.config import SipAgentConfig
from sotto.engines.sip_agent.dialog import CallLeg, Identity, IncomingCall, Subscription, Summary
from sotto.engines.sip_agent.fake import FakeAgent, FakeLeg, FakeSubscription
from sotto.engines.sip_agent.sdp import MediaOffer, parse_offer

from .sip_caller import SipCaller

PORT = 16079
PATIENCE_S = 5
SDP = (
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
    "m=audio 40000 RTP/AVP 0 101\r\na=rtpmap:101 telephone-event/8000\r\na=sendrecv\r\n"
)
HELD = SDP.replace("sendrecv", "sendonly")
HEADERS = {"x-sotto-call": "c1", "x-sotto-person": "p1"}
ADA = '"Ada \\"A\\" Ex\u00e4mple" <sip:2001@example.org>'


@dataclass
class Office:
    """Notes what the agent tells."""

    legs: list[CallLeg] = field(default_factory=list)
    answered: list[CallLeg] = field(default_factory=list)
    changed: list[MediaOffer] = field(default_factory=list)
    ended: list[CallLeg] = field(default_factory=list)
    subscribed: list[Subscription] = field(default_factory=list)
    unsubscribed: list[Subscription] = field(default_factory=list)

    def on_call(self, leg: CallLeg) -> None:
        self.legs.append(leg)

    def on_answered(self, leg: CallLeg) -> None:
        self.answered.append(leg)

    def on_media_changed(self, leg: CallLeg, offer: MediaOffer) -> None:
        self.changed.append(offer)

    def on_ended(self, leg: CallLeg) -> None:
        self.ended.append(leg)

    def on_subscribed(self, subscription: Subscription) -> None:
        self.subscribed.append(subscription)

    def on_unsubscribed(self, subscription: Subscription) -> None:
        self.unsubscribed.append(subscription)


class Rig(Protocol):
    """An agent, what it tells, and somebody on the other side."""

    office: Office
    agent: SipAgent

    def rings(self) -> None: ...
    def acknowledges(self) -> None: ...
    def hangs_up(self) -> None: ...
    def cancels(self) -> None: ...
    def holds(self) -> None: ...
    def subscribes(self) -> None: ...
    def unsubscribes(self) -> None: ...
    def was_answered_at(self) -> tuple[str, int]: ...
    def was_refused_with(self) -> int: ...
    def was_hung_up_on(self) -> bool: ...
    def was_notified(self) -> list[Summary]: ...
    def until(self, condition: Callable[[], bool]) -> None: ...


class FakeRig:
    def __init__(self) -> None:
        self.office = Office()
        self.fake = FakeAgent(self.office)
        self.agent: SipAgent = self.fake
        self.leg: FakeLeg
        self.subscription: FakeSubscription

    def rings(self) -> None:
        asserted = Identity("2001", 'Ada "A" Ex\u00e4mple')
        call = IncomingCall("deposit", HEADERS, asserted, parse_offer(SDP))
        self.leg = self.fake.rings(call)

    def acknowledges(self) -> None:
        self.leg.acknowledges()

    def hangs_up(self) -> None:
        self.leg.hangs_up()

    def cancels(self) -> None:
        self.leg.cancels()

    def holds(self) -> None:
        self.leg.changes(parse_offer(HELD))

    def subscribes(self) -> None:
        self.subscription = self.fake.is_subscribed(HEADERS)

    def unsubscribes(self) -> None:
        self.subscription.ends()

    def was_answered_at(self) -> tuple[str, int]:
        return self.leg.answered_at or ("", 0)

    def was_refused_with(self) -> int:
        return self.leg.refused_with or 0

    def was_hung_up_on(self) -> bool:
        return self.leg.has_ended

    def was_notified(self) -> list[Summary]:
        return self.subscription.notified

    def until(self, condition: Callable[[], bool]) -> None:
        assert condition()


class RealRig:
    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.office = Office()
        self.agent: SipAgent = self.loop.run_until_complete(self._agent())
        self.caller = SipCaller(PORT)
        self.invited = 0

    async def _agent(self) -> SipAgent:
        return SippyAgent(SipAgentConfig(PORT), self.office)

    def rings(self) -> None:
        self.invited = self.caller.send(
            "INVITE", body=SDP, P_Asserted_Identity=ADA, X_Sotto_Call="c1", X_Sotto_Person="p1"
        )
        self.until(lambda: bool(self.office.legs))

    def acknowledges(self) -> None:
        self.until(self.caller.answer_to(self.invited, 200))
        self.caller.send("ACK")

    def hangs_up(self) -> None:
        self.until(self.caller.answer_to(self.caller.send("BYE"), 200))

    def cancels(self) -> None:
        self.caller.to_tag = ""
        self.caller.send("CANCEL")
        self.until(self.caller.answer_to(self.invited, 487))

    def holds(self) -> None:
        self.invited = self.caller.send("INVITE", body=HELD)
        self.acknowledges()

    def subscribes(self) -> None:
        route = f"<sip:{self.caller.here};lr;ftag=1>"
        number = self.caller.send(
            "SUBSCRIBE",
            Event="message-summary",
            Expires="600",
            Record_Route=route,
            X_Sotto_Call="c1",
            X_Sotto_Person="p1",
        )
        self.until(self.caller.answer_to(number, 200))
        self.until(lambda: bool(self.office.subscribed))

    def unsubscribes(self) -> None:
        number = self.caller.send("SUBSCRIBE", Event="message-summary", Expires="0")
        self.until(self.caller.answer_to(number, 200))
        self.until(lambda: self.caller.got("NOTIFY")[-1].body == "")

    def was_answered_at(self) -> tuple[str, int]:
        body = next(each.body for each in self.caller.collect() if each.code == 200)
        offer = parse_offer(body)
        return offer.address, offer.port

    def was_refused_with(self) -> int:
        return max([0, *self.caller.codes(self.invited)])

    def was_hung_up_on(self) -> bool:
        return bool(self.caller.got("BYE"))

    def was_notified(self) -> list[Summary]:
        bodies = [each.body for each in self.caller.got("NOTIFY")]
        return [_summary(body) for body in bodies if body]

    def until(self, condition: Callable[[], bool]) -> None:
        self.loop.run_until_complete(asyncio.wait_for(self._poll(condition), PATIENCE_S))

    async def _poll(self, condition: Callable[[], bool]) -> None:
        while not condition():  # noqa: ASYNC110 — any condition, whoever fulfils it.
            await asyncio.sleep(0.002)

    def close(self) -> None:
        self.agent.close()
        self.caller.close()
        self.loop.close()


def _summary(body: str) -> Summary:
    found = re.search(r"Voice-Message: (\d+)/(\d+)", body)
    assert found
    assert f"Messages-Waiting: {'yes' if int(found[1]) else 'no'}" in body
    return Summary(int(found[1]), int(found[2]))
