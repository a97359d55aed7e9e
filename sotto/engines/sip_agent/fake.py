"""The agent in memory: a test is the caller and the subscriber."""

from collections.abc import Mapping

from .dialog import IncomingCall, SipListener, Summary
from .sdp import MediaOffer


class FakeLeg:
    """A call; the caller's side of it is `acknowledges`, `hangs_up`, `cancels`, `changes`."""

    def __init__(self, call: IncomingCall, listener: SipListener) -> None:
        self.call = call
        self.answered_at: tuple[str, int] | None = None
        self.refused_with: int | None = None
        self.retry_after: int | None = None
        self.has_ended = False
        self._listener = listener

    def answer(self, *, address: str, port: int) -> None:
        if not self.has_ended:
            self.answered_at = (address, port)

    def refuse(self, code: int, *, retry_after: int | None = None) -> None:
        self.refused_with, self.retry_after = code, retry_after
        self._end()

    def hang_up(self) -> None:
        self._end()

    def acknowledges(self) -> None:
        self._listener.on_answered(self)

    def hangs_up(self) -> None:
        self._end()

    def cancels(self) -> None:
        self._end()

    def changes(self, offer: MediaOffer) -> None:
        self._listener.on_media_changed(self, offer)

    def _end(self) -> None:
        if not self.has_ended:
            self.has_ended = True
            self._listener.on_ended(self)


class FakeSubscription:
    def __init__(self, agent: "FakeAgent", headers: Mapping[str, str]) -> None:
        self.headers = headers
        self.notified: list[Summary] = []
        self._agent = agent

    def notify(self, summary: Summary) -> None:
        if self in self._agent.subscriptions:
            self.notified.append(summary)

    def refreshes(self) -> None:
        self._agent.listener.on_subscribed(self)

    def ends(self) -> None:
        self._agent.subscriptions.remove(self)
        self._agent.listener.on_unsubscribed(self)


class FakeAgent:
    def __init__(self, listener: SipListener) -> None:
        self.listener = listener
        self.subscriptions: list[FakeSubscription] = []

    @property
    def subscribers(self) -> int:
        return len(self.subscriptions)

    def rings(self, call: IncomingCall) -> FakeLeg:
        leg = FakeLeg(call, self.listener)
        self.listener.on_call(leg)
        return leg

    def is_subscribed(self, headers: Mapping[str, str]) -> FakeSubscription:
        subscription = FakeSubscription(self, headers)
        self.subscriptions.append(subscription)
        self.listener.on_subscribed(subscription)
        return subscription

    def close(self) -> None:
        for subscription in list(self.subscriptions):
            subscription.ends()
