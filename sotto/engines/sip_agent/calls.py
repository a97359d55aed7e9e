"""Calls that reach us, as dialogs of sippy (RFC 3261, user agent server)."""

from collections.abc import Mapping
from typing import Any  # What comes from sippy has no types.

from sippy.CCEvents import (
    CCEventConnect,
    CCEventDisconnect,
    CCEventFail,
    CCEventPreConnect,
    CCEventUpdate,
)
from sippy.MsgBody import MsgBody
from sippy.SipHeader import SipHeader

from .dialog import Identity, IncomingCall, SipListener
from .sdp import MediaOffer, NotAcceptable, answer, parse_offer
from .user_agent import UserAgent

_UNDERSTOOD = frozenset({"INVITE", "BYE", "INFO", "OPTIONS"})
_REASONS = {
    404: "Not Found",
    480: "Temporarily Unavailable",
    486: "Busy Here",
    488: "Not Acceptable Here",
    500: "Server Internal Error",
    503: "Service Unavailable",
}


class SippyLeg:
    """One call. Made by the agent for an INVITE outside any dialog."""

    def __init__(self, global_config: Any, call: IncomingCall, listener: SipListener) -> None:
        self.call = call
        self._listener = listener
        self._ua = UserAgent(global_config, self._on_event, understood=_UNDERSTOOD)
        self._media = ("", 0)
        self._version = 0
        self._is_answered = self._has_ended = False

    def receive(self, request: Any, transaction: Any) -> Any:
        return self._ua.recvRequest(request, transaction)

    def answer(self, *, address: str, port: int) -> None:
        self._media = (address, port)
        self._is_answered = True
        self._ua.recvEvent(CCEventPreConnect((200, "OK", self._description(self.call.offer))))

    def refuse(self, code: int, *, retry_after: int | None = None) -> None:
        event = CCEventFail((code, _REASONS.get(code, "Refused")))
        if retry_after is not None:
            event.extra_headers = (SipHeader(f"Retry-After: {retry_after}"),)
        self._ua.recvEvent(event)
        self._end()

    def hang_up(self) -> None:
        if self._has_ended:
            return
        if self._is_answered:
            self._ua.recvEvent(CCEventDisconnect())
        else:
            self.refuse(480)
        self._end()

    def _on_event(self, event: Any, _ua: Any) -> None:
        if isinstance(event, CCEventUpdate):
            self._change_media(event.getData())
        elif isinstance(event, CCEventDisconnect | CCEventFail):
            self._end()
        elif isinstance(event, CCEventConnect) and not self._has_ended:
            self._listener.on_answered(self)

    def _change_media(self, body: Any) -> None:
        try:
            offer = parse_offer(str(body))
        except NotAcceptable:
            self._ua.recvEvent(CCEventFail((488, _REASONS[488])))
            return
        self._ua.recvEvent(CCEventConnect((200, "OK", self._description(offer))))
        self._listener.on_media_changed(self, offer)

    def _description(self, offer: MediaOffer) -> Any:
        self._version += 1
        address, port = self._media
        return MsgBody(answer(offer, address=address, port=port, version=self._version))

    def _end(self) -> None:
        if not self._has_ended:
            self._has_ended = True
            self._listener.on_ended(self)


def incoming_call(request: Any) -> IncomingCall:
    """Raises NotAcceptable when there is no offer that we can answer."""
    offer = parse_offer(str(request.getBody() or ""))
    user = request.getRURI().username or ""
    return IncomingCall(user, extension_headers(request), _asserted(request), offer)


def extension_headers(request: Any) -> Mapping[str, str]:
    return {
        each.name: str(each.body).strip() for each in request.headers if each.name.startswith("x-")
    }


def _asserted(request: Any) -> Identity | None:
    try:
        address = request.getHFBody("p-asserted-identity").getUri()
    except (IndexError, ValueError):
        return None
    name = (address.name or "").replace('\\"', '"').replace("\\\\", "\\")
    return Identity(number=address.url.username or "", name=name)
