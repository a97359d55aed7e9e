"""What an agent tells its application, and what the application may do: no sippy in here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from .sdp import MediaOffer


@dataclass(frozen=True)
class Identity:
    """Who calls, as the edge asserts it (RFC 3325). Never printed."""

    number: str = field(repr=False)
    name: str = field(repr=False)


@dataclass(frozen=True)
class IncomingCall:
    """An INVITE. headers: those whose names begin with X-, in lower case."""

    user: str  # Of the request URI.
    headers: Mapping[str, str] = field(repr=False)
    asserted: Identity | None
    offer: MediaOffer


@dataclass(frozen=True)
class Summary:
    """What waits in a mailbox (RFC 3842)."""

    new: int
    old: int

    def body(self) -> str:
        waiting = "yes" if self.new else "no"
        return f"Messages-Waiting: {waiting}\r\nVoice-Message: {self.new}/{self.old}\r\n"


class CallLeg(Protocol):
    """Our end of a call."""

    @property
    def call(self) -> IncomingCall: ...

    def answer(self, *, address: str, port: int) -> None:
        """200 with media at address and port; `on_answered` follows the caller's ACK."""

    def refuse(self, code: int, *, retry_after: int | None = None) -> None:
        """Only before `answer`. retry_after: seconds."""

    def hang_up(self) -> None:
        """Whatever state it is in; twice does no harm."""


class Subscription(Protocol):
    """Somebody who wants to know when a mailbox changes (RFC 6665)."""

    @property
    def headers(self) -> Mapping[str, str]: ...

    def notify(self, summary: Summary) -> None:
        """Nothing is sent when the subscription has ended."""


class SipListener(Protocol):
    """Called on the loop's thread; must not block."""

    def on_call(self, leg: CallLeg) -> None:
        """Answer or refuse it, now or later."""

    def on_answered(self, leg: CallLeg) -> None: ...

    def on_media_changed(self, leg: CallLeg, offer: MediaOffer) -> None:
        """The other side holds, resumes or moves (re-INVITE); already accepted."""

    def on_ended(self, leg: CallLeg) -> None:
        """Cancelled, hung up by either side, or never acknowledged. Once for each call."""

    def on_subscribed(self, subscription: Subscription) -> None:
        """New, refreshed, or about to end: notify it of the present state."""

    def on_unsubscribed(self, subscription: Subscription) -> None: ...
