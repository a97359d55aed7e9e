"""A call whose caller stays hidden (RFC 3323 section 5, the privacy service; PBX-41).

Two dialogs, the caller's with us and ours with the called side. Of the first nothing is copied into
the second but the number that was called, the status, and a description of the media that is
written anew: so there is no header, tag or parameter of the caller that could be forgotten.
"""

from collections.abc import Callable
from typing import Any, Final  # Any: what comes from sippy has no types.

from sippy.CCEvents import (
    CCEventConnect,
    CCEventDisconnect,
    CCEventFail,
    CCEventRedirect,
    CCEventRing,
    CCEventTry,
    CCEventUpdate,
)
from sippy.MsgBody import MsgBody
from sippy.SipAddress import SipAddress
from sippy.SipFrom import SipFrom
from sippy.SipHeader import SipHeader
from sippy.SipTo import SipTo
from sippy.SipURL import SipURL

from .anonymous import Anonymous
from .user_agent import UserAgent

HEADER: Final = "X-Sotto-Hidden"  # Which call it is, between the edge and us.
_NOBODY: Final = "anonymous"
_UNDERSTOOD: Final = frozenset({"INVITE", "UPDATE", "BYE", "OPTIONS"})


class HiddenCall:
    """Both halves. on_end: called once, when the call is over or was never begun."""

    def __init__(
        self, global_config: Any, name: str, on_end: Callable[["HiddenCall"], None]
    ) -> None:
        self._global_config = global_config
        self._name = name
        self._on_end = on_end
        self._caller = UserAgent(global_config, self._from_caller, understood=_UNDERSTOOD)
        self._callee: UserAgent | None = None
        self._to_caller, self._to_callee = Anonymous(), Anonymous()
        self._target: Any = None
        self._edge = ("", 0)

    def receive(self, request: Any, transaction: Any) -> Any:
        """request: the caller's INVITE; its request URI says who is called."""
        self._target = request.getRURI().getCopy()
        self._edge = request.getSource()
        return self._caller.recvRequest(request, transaction)

    def end(self) -> None:
        """Tell both sides, whatever state they are in."""
        self._caller.recvEvent(CCEventDisconnect() if self._is_up else _refusal(503))
        if self._callee is not None:
            self._callee.recvEvent(CCEventDisconnect())
        self._on_end(self)

    @property
    def _is_up(self) -> bool:
        return bool(self._caller.isConnected())

    def _from_caller(self, event: Any, _ua: Any) -> None:
        if self._callee is not None:
            self._pass_on(event, self._callee, self._to_callee)
        elif isinstance(event, CCEventTry):
            self._ring(event.getData()[3])

    def _from_callee(self, event: Any, _ua: Any) -> None:
        self._pass_on(event, self._caller, self._to_caller)

    def _ring(self, offer: Any) -> None:
        begun = CCEventTry(
            (None, _NOBODY, self._target.username, _body(self._to_callee, offer), None, None)
        )
        begun.extra_headers = (SipHeader(f"{HEADER}: {self._name}"),)
        begun.onUacSetupComplete = self._address
        self._callee = UserAgent(
            self._global_config, self._from_callee, understood=_UNDERSTOOD, next_hop=self._edge
        )
        self._callee.recvEvent(begun)

    def _address(self, ours: Any) -> None:
        """From nobody, to the number that was called; by way of the edge (RFC 3323 4.1.1.3)."""
        nobody = SipURL(username=_NOBODY, host=f"{_NOBODY}.invalid")
        ours.rTarget = self._target.getCopy()
        ours.rUri = SipTo(address=SipAddress(url=self._target.getCopy(), hadbrace=True))
        ours.lUri = SipFrom(address=SipAddress(name="Anonymous", url=nobody, hadbrace=True))
        ours.lUri.setTag(ours.lTag)

    def _pass_on(self, event: Any, side: UserAgent, media: Anonymous) -> None:
        """What happened on one side, told to the other in words of our own."""
        told = _anew(event, media)
        if told is not None:
            side.recvEvent(told)
        is_refusal = isinstance(event, CCEventFail | CCEventRedirect) and not self._is_up
        if isinstance(event, CCEventDisconnect) or is_refusal:
            self._on_end(self)


def _anew(event: Any, media: Anonymous) -> Any:
    """None for what the other side need not know."""
    if isinstance(event, CCEventDisconnect):
        return CCEventDisconnect()
    if isinstance(event, CCEventUpdate):
        return CCEventUpdate(_body(media, event.getData()))
    code, _, *bodies = event.getData()
    if isinstance(event, CCEventFail | CCEventRedirect):
        return _refusal(code)
    body = _body(media, bodies[0] if bodies else None)
    if isinstance(event, CCEventRing):
        return CCEventRing((code, "Progress", body))
    if isinstance(event, CCEventConnect) and code != "ACK":
        return CCEventConnect((code, "OK", body))
    return None


def _refusal(code: int) -> Any:
    return CCEventFail((code, "Refused"))


def _body(media: Anonymous, body: Any) -> Any:
    return None if body is None else MsgBody(media.describe(str(body)))
