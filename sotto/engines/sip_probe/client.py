"""The phone: registers, calls, is called, hears tones, sees its lamp."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Final, Protocol

from sotto.engines.rtp import g711
from sotto.engines.sip_probe import sdp
from sotto.engines.sip_probe.call import IncomingCall, OutgoingCall, Refused, SipCall
from sotto.engines.sip_probe.config import Account, ProbeConfig
from sotto.engines.sip_probe.connection import Connection, Signalling
from sotto.engines.sip_probe.media import Media, MediaReport
from sotto.engines.sip_probe.message import Message, answer_to
from sotto.lib import digest

_CHALLENGES: Final = {401: ("WWW-Authenticate", "Authorization")} | {
    407: ("Proxy-Authenticate", "Proxy-Authorization")
}
_OK: Final = 200
_NOT_FOUND: Final = 481
_METHODS: Final = "INVITE, ACK, CANCEL, BYE, OPTIONS, NOTIFY"
DEFAULT_CODECS: Final = (g711.PCMU, g711.PCMA)


class Voice(Protocol):
    """What a call says about its audio."""

    def speak(self, hertz: int | None) -> None: ...
    def heard_ms(self, hertz: int) -> int: ...
    @property
    def report(self) -> MediaReport: ...


class Call(Protocol):
    """An established call, placed or taken."""

    @property
    def media(self) -> Voice: ...
    @property
    def ended(self) -> asyncio.Event: ...
    async def hang_up(self) -> None: ...


class PlacedCall(Call, Protocol):
    @property
    def set_up_ms(self) -> float | None:
        """From the first INVITE to the answer; None before it."""

    async def answered(self) -> None:
        """Raises Refused."""


class RingingCall(Call, Protocol):
    def answer(self) -> None: ...


class Phone(Protocol):
    """What the self-test needs of a phone."""

    @property
    def signalling(self) -> Signalling: ...
    async def register(self) -> None:
        """Raises Refused when the server wants other credentials."""

    async def unregister(self) -> None: ...
    def call(self, number: str) -> PlacedCall: ...
    async def rung(self, *, patience: timedelta) -> RingingCall:
        """The next call that comes in. Raises TimeoutError."""

    async def close(self) -> None: ...


class SipPhone:
    """A phone over one TLS connection. Use `switched_on`."""

    def __init__(self, config: ProbeConfig, account: Account) -> None:
        self._config = config
        self._account = account
        self.connection = Connection(config, self._on_request)
        self._calls: dict[str, SipCall] = {}
        self._ringing: asyncio.Queue[IncomingCall] = asyncio.Queue()
        self._call_id = secrets.token_hex(8)
        self._number = 0
        self.message_summary = ""  # Body of the last NOTIFY, RFC 3842.
        self.authorized: dict[str, Message] = {}  # The last of each method.

    async def open(self) -> None:
        """Raises ConnectionLost."""
        await self.connection.open()

    @property
    def signalling(self) -> Signalling:
        return self.connection.signalling

    @property
    def lamp_is_lit(self) -> bool:
        return "messages-waiting: yes" in self.message_summary.lower()

    async def register(self, *, lifetime: timedelta = timedelta(minutes=10)) -> None:
        request = self.request("REGISTER", f"sip:{self._config.domain}", to=self._aor)
        request.headers.append(("Expires", str(int(lifetime.total_seconds()))))
        await self._must_succeed(request)

    async def unregister(self) -> None:
        await self.register(lifetime=timedelta(0))

    async def watch_messages(self) -> None:
        """SUBSCRIBE to the own lamp."""
        request = self.request("SUBSCRIBE", self._aor, to=self._aor, call_id=secrets.token_hex(8))
        request.headers += [
            ("Event", "message-summary"),
            ("Accept", "application/simple-message-summary"),
            ("Expires", "600"),
        ]
        await self._must_succeed(request)

    def call(
        self,
        number: str,
        *,
        protect: bool = True,
        codecs: tuple[int, ...] = DEFAULT_CODECS,
    ) -> OutgoingCall:
        """Protect False: offers plain RTP. Returns at once; await `answered`."""
        key = sdp.new_key() if protect else None
        media = Media(self._config.media_address, key=key)
        placed = OutgoingCall(self.connection, media, self._config.media_address, key)
        uri = f"sip:{number}@{self._config.domain}"
        invite = self.request("INVITE", uri, to=uri, call_id=secrets.token_hex(8))
        invite.headers.append(("Content-Type", "application/sdp"))
        invite.body = sdp.describe(
            self._config.media_address,
            media.port,
            codecs=codecs,
            key=key,
            event_type=sdp.DYNAMIC_EVENT,
        )
        self._calls[invite["Call-ID"]] = placed
        placed.outcome = asyncio.create_task(placed.place(invite, self._send_authorized(placed)))
        return placed

    async def rung(self, *, patience: timedelta) -> IncomingCall:
        return await asyncio.wait_for(self._ringing.get(), patience.total_seconds())

    async def close(self) -> None:
        for call in self._calls.values():
            call.end()
        await self.connection.close()

    def request(self, method: str, uri: str, *, to: str, call_id: str = "") -> Message:
        """A request outside of any dialog."""
        self._number += 1
        return Message(
            f"{method} {uri} SIP/2.0",
            [
                ("Via", self.connection.via()),
                ("Max-Forwards", "70"),
                ("From", f"<{self._aor}>;tag={secrets.token_hex(6)}"),
                ("To", f"<{to}>"),
                ("Call-ID", call_id or self._call_id),
                ("CSeq", f"{self._number} {method}"),
                (
                    "Contact",
                    f"<sip:{self._account.username}@{self.connection.local};transport=tls>",
                ),
                ("Allow", _METHODS),
            ],
        )

    async def ask(
        self,
        request: Message,
        on_progress: Callable[[Message], None] | None = None,
        on_sent: Callable[[Message], None] | None = None,
    ) -> Message:
        """The final answer, after a challenge has been met once; again if the nonce was stale."""
        answer = await self.connection.request(request, on_progress)
        for _ in range(2):
            challenge = self._challenge_in(answer)
            if challenge is None:
                break
            request = self._authorized(request, answer, challenge)
            self.authorized[request.method] = request
            if on_sent is not None:
                on_sent(request)
            answer = await self.connection.request(request, on_progress)
            again = self._challenge_in(answer)
            if again is None or not again.stale:
                break
        return answer

    @property
    def _aor(self) -> str:
        return f"sip:{self._account.username}@{self._config.domain}"

    async def _must_succeed(self, request: Message) -> None:
        answer = await self.ask(request)
        if answer.status // 100 != _OK // 100:
            raise Refused(answer.status, retry_after=answer["Retry-After"])

    def _send_authorized(
        self, placed: OutgoingCall
    ) -> Callable[[Message, Callable[[Message], None]], "asyncio.Future[Message]"]:
        def send(
            invite: Message, on_progress: Callable[[Message], None]
        ) -> "asyncio.Future[Message]":
            return asyncio.ensure_future(self.ask(invite, on_progress, placed.on_sent))

        return send

    def _challenge_in(self, answer: Message) -> digest.Challenge | None:
        if answer.status not in _CHALLENGES:
            return None
        return digest.parse_challenge(answer[_CHALLENGES[answer.status][0]])

    def _authorized(
        self, request: Message, answer: Message, challenge: digest.Challenge
    ) -> Message:
        method, uri, _ = request.start.split(" ")
        self._number += 1
        replaced = {
            "Via": self.connection.via(),
            "CSeq": f"{self._number} {method}",
        }
        header = _CHALLENGES[answer.status][1]
        headers = [(n, replaced.get(n, v)) for n, v in request.headers if n != header]
        credentials = digest.credentials_header(
            challenge,
            username=self._account.username,
            password=self._account.password,
            method=method,
            uri=uri,
            cnonce=secrets.token_hex(8),
        )
        return Message(request.start, [*headers, (header, credentials)], request.body)

    def _on_request(self, request: Message) -> None:
        call = self._calls.get(request["Call-ID"])
        if request.method == "CANCEL" and isinstance(call, IncomingCall):
            call.cancel(request)
        elif call is not None:
            call.on_request(request)
        elif request.method == "INVITE":
            self._ring(request)
        elif request.method == "NOTIFY":
            self.message_summary = request.body
            self.connection.send(answer_to(request, _OK, "OK"))
        elif request.method == "OPTIONS":
            self.connection.send(answer_to(request, _OK, "OK"))
        elif request.method != "ACK":
            self.connection.send(answer_to(request, _NOT_FOUND, "No such call"))

    def _ring(self, invite: Message) -> None:
        key = sdp.new_key()
        media = Media(self._config.media_address, key=key)
        call = IncomingCall(self.connection, media, self._config.media_address, key, invite)
        self._calls[invite["Call-ID"]] = call
        call.ring()
        self._ringing.put_nowait(call)


@asynccontextmanager
async def switched_on(config: ProbeConfig, account: Account) -> AsyncIterator[SipPhone]:
    """Connected, not yet registered. Raises ConnectionLost."""
    phone = SipPhone(config, account)
    await phone.open()
    try:
        yield phone
    finally:
        await phone.close()
