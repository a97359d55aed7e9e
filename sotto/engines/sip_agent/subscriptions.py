"""Subscriptions to a message summary: who is told when a mailbox changes (RFC 6665, RFC 3842)."""

import asyncio
import secrets
from collections.abc import Mapping
from typing import Any  # What comes from sippy has no types.

from sippy.MsgBody import MsgBody
from sippy.SipContact import SipContact
from sippy.SipContentType import SipContentType
from sippy.SipFrom import SipFrom
from sippy.SipHeader import SipHeader
from sippy.SipRequest import SipRequest
from sippy.SipRoute import SipRoute
from sippy.SipTo import SipTo

from .calls import extension_headers
from .dialog import SipListener, Summary

EVENT = "message-summary"
LONGEST_S = 3600
SHORTEST_S = 60
_CONTENT = "application/simple-message-summary"
_REFUSED = 300

_Key = tuple[str, str, str]  # Call-ID, our tag, their tag.


class SippySubscription:
    """One dialog; lives in memory, a phone subscribes again when we were restarted."""

    def __init__(self, owner: "Subscriptions", request: Any) -> None:
        self.headers: Mapping[str, str] = extension_headers(request)
        self.tag = secrets.token_hex(8)
        self.expiry: asyncio.TimerHandle | None = None
        self._owner = owner
        self._call_id = request.getHFBody("call-id")
        self._local = request.getHFBody("to").getUri().getCopy()
        self._local.setParam("tag", self.tag)
        self._remote = request.getHFBody("from").getUri().getCopy()
        self._routes = [each.getUri() for each in request.getHFBodys("record-route")]
        self._target = request.getHFBody("contact").getUrl().getCopy()
        self._sequence = 0

    @property
    def key(self) -> _Key:
        return str(self._call_id), self.tag, str(self._remote.getParam("tag"))

    @property
    def seconds_left(self) -> int:
        if self.expiry is None or self.expiry.cancelled():
            return 0
        return max(0, round(self.expiry.when() - self._owner.loop.time()))

    def move_to(self, request: Any) -> None:
        """Target refresh: the phone's contact may have changed."""
        if request.countHFs("contact"):
            self._target = request.getHFBody("contact").getUrl().getCopy()

    def notify(self, summary: Summary) -> None:
        if self._owner.is_live(self):
            state = f"active;expires={self.seconds_left}"
            self._send(state if self.seconds_left else "terminated;reason=timeout", summary)

    def notify_of_end(self) -> None:
        self._send("terminated;reason=timeout", None)

    def _send(self, state: str, summary: Summary | None) -> None:
        self._sequence += 1
        content = MsgBody(summary.body(), SipContentType(_CONTENT)) if summary else None
        request = SipRequest(
            method="NOTIFY",
            ruri=self._target.getCopy(),
            fr0m=SipFrom(address=self._local.getCopy()),
            to=SipTo(address=self._remote.getCopy()),
            cseq=self._sequence,
            callid=self._call_id.getCopy(),
            contact=SipContact(),
            target=(self._routes[0].url if self._routes else self._target).getTAddr(),
            routes=[SipRoute(address=each.getCopy()) for each in self._routes],
            body=content,
            user_agent=self._owner.product,
        )
        request.appendHeader(SipHeader(f"Event: {EVENT}"))
        request.appendHeader(SipHeader(f"Subscription-State: {state}"))
        self._owner.transactions.newTransaction(request, resp_cb=self._on_response)

    def _on_response(self, response: Any) -> None:
        """A phone that refuses or does not answer is told no more (RFC 6665, 4.2.2)."""
        if response.getSCode()[0] >= _REFUSED:
            self._owner.forget(self)


class Subscriptions:
    def __init__(self, transactions: Any, listener: SipListener, product: str) -> None:
        self.loop = asyncio.get_running_loop()
        self.transactions = transactions
        self.product = product
        self._listener = listener
        self._live: dict[_Key, SippySubscription] = {}

    def __len__(self) -> int:
        return len(self._live)

    def is_live(self, subscription: SippySubscription) -> bool:
        return subscription.key in self._live

    def receive(self, request: Any) -> Any:
        """The answer to a SUBSCRIBE; the notification follows by the application's doing."""
        if _header(request, "event").partition(";")[0].strip() != EVENT:
            return self._response(request, 489, "Bad Event", f"Allow-Events: {EVENT}")
        wanted = request.getHFBody("expires").number if request.countHFs("expires") else LONGEST_S
        if 0 < wanted < SHORTEST_S:
            return self._response(request, 423, "Interval Too Brief", f"Min-Expires: {SHORTEST_S}")
        found = self._find(request)
        if found is None:
            return self._response(request, 481, "Subscription Does Not Exist")
        self._keep(found, min(wanted, LONGEST_S))
        self.loop.call_soon(self._tell, found, wanted)
        answer = self._response(request, 200, "OK", f"Expires: {min(wanted, LONGEST_S)}")
        answer.getHFBody("to").setTag(found.tag)
        answer.appendHeader(SipHeader(name="contact", body=SipContact()))
        return answer

    def forget(self, subscription: SippySubscription) -> None:
        if self._live.pop(subscription.key, None):
            if subscription.expiry:
                subscription.expiry.cancel()
            self._listener.on_unsubscribed(subscription)

    def close(self) -> None:
        for subscription in list(self._live.values()):
            self.forget(subscription)

    def _find(self, request: Any) -> SippySubscription | None:
        """That of the dialog, or a new one when the request begins a dialog."""
        tag = request.getHFBody("to").getTag()
        if tag is None:
            return SippySubscription(self, request)
        call_id, theirs = str(request.getHFBody("call-id")), request.getHFBody("from").getTag()
        found = self._live.get((call_id, tag, str(theirs)))
        if found is not None:
            found.move_to(request)
        return found

    def _keep(self, subscription: SippySubscription, seconds: int) -> None:
        if subscription.expiry:
            subscription.expiry.cancel()
        subscription.expiry = self.loop.call_later(seconds, self._expire, subscription)
        self._live[subscription.key] = subscription

    def _tell(self, subscription: SippySubscription, wanted: int) -> None:
        if wanted:
            self._listener.on_subscribed(subscription)

    def _expire(self, subscription: SippySubscription) -> None:
        if self.is_live(subscription):
            subscription.notify_of_end()
            self.forget(subscription)

    def _response(self, request: Any, code: int, reason: str, header: str = "") -> Any:
        response = request.genResponse(code, reason, server=self.product)
        if header:
            response.appendHeader(SipHeader(header))
        return response


def _header(request: Any, name: str) -> str:
    return str(request.getHFBody(name)) if request.countHFs(name) else ""
