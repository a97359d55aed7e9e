"""A phone for tests that says exactly what a test wants, over TLS or UDP, one message at a time."""

import secrets
from collections import deque
from dataclasses import dataclass, field

from sotto.lib import digest
from tests.contracts.edge_system import PASSWORD, REALM, TestDevice
from tests.contracts.sip_wire import Message, TlsWire, UdpWire

SRTP = "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + "d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj"
_SECONDS = 5.0


def description(profile: str = "RTP/SAVP", *, crypto: str = SRTP, codec: int = 0) -> str:
    lines = [
        *("v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "c=IN IP4 127.0.0.1", "t=0 0"),
        f"m=audio 47000 {profile} {codec}",
        *([crypto] if profile == "RTP/SAVP" else []),
        "a=sendrecv",
    ]
    return "\r\n".join(lines) + "\r\n"


@dataclass
class Dialog:
    """What one side of a dialog knows."""

    call_id: str
    local: str
    remote: str
    target: str = ""
    routes: list[str] = field(default_factory=list)
    cseq: int = 1


class Phone:
    def __init__(
        self,
        wire: UdpWire | TlsWire,
        device: TestDevice,
        *,
        password: str = PASSWORD,
        address: str = "127.0.0.1",
    ) -> None:
        self.wire = wire
        self.address = address
        self.device = device
        self.password = password
        self.name = ""  # What it claims to be called.
        self.origin = f"sip:{device.username}@{REALM}"  # What it writes into From.
        self._kept: deque[Message] = deque()

    @property
    def contact(self) -> str:
        transport = self.wire.protocol.lower()
        return f"<sip:{self.device.username}@{self.address}:{self.wire.port};transport={transport}>"

    # Sending.
    def request(
        self,
        method: str,
        target: str,
        *,
        dialog: Dialog | None = None,
        body: str = "",
        extra: list[str] | None = None,
        branch: str = "",
    ) -> Dialog:
        dialog = dialog or Dialog(
            secrets.token_hex(8),
            f"{self.name}<{self.origin}>;tag={secrets.token_hex(4)}",
            f"<{target}>",
        )
        via = f"SIP/2.0/{self.wire.protocol} {self.address}:{self.wire.port};rport"
        lines = [
            f"{method} {target} SIP/2.0",
            f"Via: {via};branch={branch or 'z9hG4bK' + secrets.token_hex(6)}",
            *(f"Route: {route}" for route in dialog.routes),
            "Max-Forwards: 70",
            f"From: {dialog.local}",
            f"To: {dialog.remote}",
            f"Call-ID: {dialog.call_id}",
            f"CSeq: {dialog.cseq} {method}",
            f"Contact: {self.contact}",
            *(extra or []),
            *(["Content-Type: application/sdp"] if body else []),
            f"Content-Length: {len(body)}",
        ]
        self.wire.send(("\r\n".join(lines) + "\r\n\r\n" + body).encode())
        return dialog

    def reply(
        self,
        request: Message,
        status: int,
        reason: str = "-",
        *,
        body: str = "",
        tag: str = "t1",
        extra: list[str] | None = None,
    ) -> None:
        to = (
            request["to"]
            if "tag=" in request["to"] or status == 100
            else f"{request['to']};tag={tag}"
        )
        lines = [
            f"SIP/2.0 {status} {reason}",
            *(f"Via: {via}" for via in request.all("via")),
            *(f"Record-Route: {route}" for route in request.all("record-route")),
            f"From: {request['from']}",
            f"To: {to}",
            f"Call-ID: {request['call-id']}",
            f"CSeq: {request['cseq']}",
            f"Contact: {self.contact}",
            *(extra or []),
            *(["Content-Type: application/sdp"] if body else []),
            f"Content-Length: {len(body)}",
        ]
        self.wire.send(("\r\n".join(lines) + "\r\n\r\n" + body).encode())

    # Receiving.
    def expect(self, what: str | int) -> Message:
        """The next message of that method, or reply of that status; earlier others are kept."""
        for kept in self._kept:
            if _is(kept, what):
                self._kept.remove(kept)
                return kept
        while True:
            message = Message.parse(self.wire.receive())
            if _is(message, what):
                return message
            self._kept.append(message)

    def final(self) -> Message:
        """The next final reply."""
        while True:
            message = self._kept.popleft() if self._kept else Message.parse(self.wire.receive())
            if message.status >= 200:
                return message

    # Signing in.
    def authorization(self, challenge: Message, method: str, target: str) -> str:
        by_proxy = challenge.status == 407
        asked = digest.parse_challenge(
            challenge["proxy-authenticate" if by_proxy else "www-authenticate"]
        )
        assert asked is not None
        answer = digest.credentials_header(
            asked,
            username=self.device.username,
            password=self.password,
            method=method,
            uri=target,
            cnonce=secrets.token_hex(8),
        )
        return f"{'Proxy-' if by_proxy else ''}Authorization: {answer}"

    def register(self, *, expires: int = 600) -> Message:
        """The final reply: 200 when all is well."""
        extra = [f"Expires: {expires}"]
        challenge = self.ask_to_register(extra)
        if challenge.status != 401:
            return challenge
        return self.ask_to_register(
            [*extra, self.authorization(challenge, "REGISTER", f"sip:{REALM}")]
        )

    def ask_to_register(self, extra: list[str]) -> Message:
        dialog = Dialog(
            secrets.token_hex(8),
            f"<sip:{self.device.username}@{REALM}>;tag={secrets.token_hex(4)}",
            f"<sip:{self.device.username}@{REALM}>",
        )
        self.request("REGISTER", f"sip:{REALM}", dialog=dialog, extra=extra)
        return self.final()

    # Calling.
    def call(
        self, number: str, *, offer: str | None = None, extra: list[str] | None = None
    ) -> Dialog:
        """Invites, answering the challenge; what comes then is for the test to expect."""
        target = f"sip:{number}@{REALM}"
        body = description() if offer is None else offer
        dialog = self.request("INVITE", target, body=body, extra=extra)
        challenge = self.final()
        assert challenge.status == 407, challenge.first
        self.acknowledge(dialog, challenge, target)
        dialog.cseq += 1
        proof = self.authorization(challenge, "INVITE", target)
        self.request("INVITE", target, dialog=dialog, body=body, extra=[*(extra or []), proof])
        return dialog

    def cancel(self, dialog: Dialog, ringing: Message, target: str) -> None:
        branch = ringing["via"].partition("branch=")[2].partition(";")[0]
        self.request("CANCEL", target, dialog=dialog, branch=branch)

    def acknowledge(self, dialog: Dialog, refusal: Message, target: str) -> None:
        """ACK of a reply from 300 up (RFC 3261 section 17.1.1.3)."""
        branch = refusal["via"].partition("branch=")[2].partition(";")[0]
        remote, dialog.remote = dialog.remote, refusal["to"]
        self.request("ACK", target, dialog=dialog, branch=branch)
        dialog.remote = remote

    def confirm(self, dialog: Dialog, answer: Message) -> None:
        """ACK of a 200, over the route that it recorded."""
        dialog.remote = answer["to"]
        dialog.target = answer["contact"].partition("<")[2].partition(">")[0]
        if not dialog.routes:  # The route set is never changed later (RFC 3261 section 12.2).
            dialog.routes = list(reversed(answer.all("record-route")))
        self.request("ACK", dialog.target, dialog=dialog)

    def hang_up(self, dialog: Dialog) -> None:
        dialog.cseq += 1
        self.request("BYE", dialog.target, dialog=dialog)


def dialog_of(request: Message, *, tag: str = "t1") -> Dialog:
    """The callee's side of a dialog that `request` began and a reply with `tag` confirmed."""
    return Dialog(
        request["call-id"],
        f"{request['to']};tag={tag}",
        request["from"],
        request["contact"].partition("<")[2].partition(">")[0],
        request.all("record-route"),
    )


def _is(message: Message, what: str | int) -> bool:
    if isinstance(what, int):
        return message.status == what
    return not message.status and message.method == what
