"""One call of the probe: a dialog (RFC 3261 section 12) and its audio."""

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable
from typing import Final

from sotto.engines.sip_probe.connection import Connection
from sotto.engines.sip_probe.media import Media, MediaReport
from sotto.engines.sip_probe.message import (
    Message,
    address_of,
    answer_to,
    parameter,
    split_routes,
)
from sotto.engines.sip_probe.sdp import DYNAMIC_EVENT, Description, describe, understand

_OK: Final = 200
_SUCCESS: Final = range(200, 300)
Send = Callable[[Message, Callable[[Message], None]], Awaitable[Message]]


class Refused(Exception):
    """A final answer that is no success."""

    def __init__(self, status: int, *, retry_after: str = "") -> None:
        super().__init__(f"refused with {status}")
        self.status = status
        self.retry_after = retry_after


class SipCall:
    """What both directions share. Made by SipPhone."""

    def __init__(
        self, connection: Connection, media: Media, media_address: str, key: bytes | None
    ) -> None:
        self._connection = connection
        self.media = media
        self._media_address = media_address
        self._key = key
        self.ended = asyncio.Event()
        self.set_up_ms: float | None = None
        self._local = self._remote = self._call_id = self._target = ""
        self._routes: list[str] = []
        self._number = 1

    @property
    def call_id(self) -> str:
        return self._call_id

    @property
    def report(self) -> MediaReport:
        return self.media.report

    async def hang_up(self) -> None:
        """Ends an established call; twice does no harm."""
        if not self.ended.is_set():
            self.end()
            await self._connection.request(self._in_dialog("BYE"))

    def end(self) -> None:
        self.ended.set()
        self.media.close()

    def on_request(self, request: Message) -> None:
        """A request inside the dialog."""
        if request.method == "BYE":
            self._connection.send(answer_to(request, _OK, "OK"))
            self.end()
        elif request.method == "INVITE":
            self.media.connect(understand(request.body))
            self._send_description(request, self.media_answer(understand(request.body)))
        elif request.method != "ACK":
            self._connection.send(answer_to(request, _OK, "OK"))

    def media_answer(self, offer: Description) -> str:
        event_type = offer.event_type if offer.event_type is not None else DYNAMIC_EVENT
        return describe(
            self._media_address,
            self.media.port,
            codecs=(offer.codec,),
            key=self._key if offer.key else None,
            event_type=event_type,
            tag=offer.tag,
        )

    def _send_description(self, request: Message, description: str) -> None:
        answer = answer_to(request, _OK, "OK", to_tag=parameter(self._local, "tag"))
        answer.headers += [("Contact", self._contact()), ("Content-Type", "application/sdp")]
        answer.body = description
        self._connection.send(answer)

    def _contact(self) -> str:
        return f"<sip:{self._connection.local};transport=tls>"

    def _in_dialog(self, method: str, *, number: int = 0) -> Message:
        if not number:
            self._number += 1
        headers = [("Via", self._connection.via()), ("Max-Forwards", "70")]
        headers += [("Route", route) for route in self._routes]
        headers += [("From", self._local), ("To", self._remote), ("Call-ID", self._call_id)]
        headers.append(("CSeq", f"{number or self._number} {method}"))
        return Message(f"{method} {self._target} SIP/2.0", headers)


class OutgoingCall(SipCall):
    """A call that we place. `invite` is awaited by the phone's task; ask `answered`."""

    rings = False
    _invite: Message | None = None
    outcome: asyncio.Task[None] | None = None

    async def place(self, invite: Message, send: Send) -> None:
        """Until it is answered. Raises Refused, NoAnswer, ConnectionLost."""
        began = time.monotonic()
        self._invite = invite
        answer = await send(invite, self._on_progress)
        if answer.status not in _SUCCESS:
            self.end()
            raise Refused(answer.status, retry_after=answer["Retry-After"])
        self.set_up_ms = (time.monotonic() - began) * 1000
        self._local, self._remote = answer["From"], answer["To"]
        self._call_id = answer["Call-ID"]
        self._target = address_of(answer["Contact"])
        self._routes = split_routes(answer.all("Record-Route"))[::-1]
        self._number = int(answer["CSeq"].split()[0])
        self._connection.send(self._in_dialog("ACK", number=self._number))
        self.media.connect(understand(answer.body))

    async def answered(self) -> None:
        """Raises what `place` raises."""
        if self.outcome is not None:
            await asyncio.shield(self.outcome)

    async def give_up(self) -> None:
        """CANCEL, section 9.1: before it is answered. Returns when the other side knows."""
        invite = self._latest_invite()
        number = invite["CSeq"].split()[0]
        uri = invite.start.split(" ")[1]
        headers = [("Via", invite["Via"]), ("Max-Forwards", "70")]
        headers += [(name, invite[name]) for name in ("From", "To", "Call-ID")]
        headers.append(("CSeq", f"{number} CANCEL"))
        await self._connection.request(Message(f"CANCEL {uri} SIP/2.0", headers))
        if self.outcome is not None:
            await asyncio.gather(self.outcome, return_exceptions=True)

    def on_sent(self, invite: Message) -> None:
        """The INVITE once more, with credentials: that one is cancelled."""
        self._invite = invite

    def _latest_invite(self) -> Message:
        if self._invite is None:
            raise RuntimeError("no call was placed")
        return self._invite

    def _on_progress(self, _answer: Message) -> None:
        self.rings = True


class IncomingCall(SipCall):
    """A call that rings at our phone."""

    def __init__(
        self,
        connection: Connection,
        media: Media,
        media_address: str,
        key: bytes | None,
        invite: Message,
    ) -> None:
        super().__init__(connection, media, media_address, key)
        self._invite = invite
        self._local = f"{invite['To']};tag={secrets.token_hex(6)}"
        self._remote = invite["From"]
        self._call_id = invite["Call-ID"]
        self._target = address_of(invite["Contact"])
        self._routes = split_routes(invite.all("Record-Route"))

    @property
    def shown(self) -> str:
        """The From header: what the phone's screen would show."""
        return self._remote

    def ring(self) -> None:
        self._answer(180, "Ringing")

    def answer(self) -> None:
        """Raises NotAcceptable."""
        offer = understand(self._invite.body)
        self._send_description(self._invite, self.media_answer(offer))
        self.media.connect(offer)

    def reject(self, status: int, reason: str) -> None:
        self._answer(status, reason)
        self.end()

    def cancel(self, request: Message) -> None:
        self._connection.send(answer_to(request, _OK, "OK"))
        self.reject(487, "Request Terminated")

    def _answer(self, status: int, reason: str) -> None:
        answer = answer_to(self._invite, status, reason, to_tag=parameter(self._local, "tag"))
        answer.headers.append(("Contact", self._contact()))
        self._connection.send(answer)
