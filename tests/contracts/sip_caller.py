"""A caller of a few lines over UDP: writes messages as text, so that every byte is the test's."""

import itertools
import re
import secrets
import socket
from collections.abc import Callable

Headers = dict[str, str]
_LARGEST = 65535
_numbers = itertools.count(1)


class Message:
    """What came: the first line, headers by lower-case name, the body."""

    def __init__(self, raw: bytes) -> None:
        head, _, self.body = raw.decode().partition("\r\n\r\n")
        self.first, *lines = head.split("\r\n")
        self.lines = lines

    def header(self, name: str) -> str:
        found = [line.split(":", 1)[1].strip() for line in self.lines if _is(line, name)]
        return found[0] if found else ""

    @property
    def code(self) -> int:
        return int(self.first.split()[1]) if self.first.startswith("SIP/") else 0

    @property
    def method(self) -> str:
        return "" if self.first.startswith("SIP/") else self.first.split()[0]


def _is(line: str, name: str) -> bool:
    return line.lower().startswith(name.lower() + ":")


class SipCaller:
    """One dialog at a time with the agent at `port`."""

    def __init__(self, port: int) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        self.socket.bind(("127.0.0.1", 0))
        self.agent = ("127.0.0.1", port)
        self.here = f"127.0.0.1:{self.socket.getsockname()[1]}"
        self.call_id = secrets.token_hex(8)
        self.tag = secrets.token_hex(4)
        self.to_tag = ""
        self.received: list[Message] = []
        self.sent: list[bytes] = []
        self.replies_with = 200
        self.invited = 0
        self.branches: dict[str, str] = {}

    def close(self) -> None:
        self.socket.close()

    def send(self, method: str, *, user: str = "deposit", body: str = "", **headers: str) -> int:
        """Returns the CSeq. Keyword `x_sotto_call` becomes the header X-Sotto-Call."""
        number = next(_numbers) if method != "ACK" else self.invited
        if method == "INVITE":
            self.invited = number
        branch = "z9hG4bK" + secrets.token_hex(8)
        if method == "CANCEL":
            number, branch = self.invited, self.branches["INVITE"]
        self.branches[method] = branch
        lines = [
            f"{method} sip:{user}@127.0.0.1:{self.agent[1]} SIP/2.0",
            f"Via: SIP/2.0/UDP {self.here};branch={branch}",
            "Max-Forwards: 70",
            f"From: <sip:2001@example.org>;tag={self.tag}",
            f"To: <sip:{user}@127.0.0.1>" + (f";tag={self.to_tag}" if self.to_tag else ""),
            f"Call-ID: {self.call_id}",
            f"CSeq: {number} {method}",
            f"Contact: <sip:2001@{self.here}>",
            *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items()),
        ]
        if body:
            lines.append("Content-Type: application/sdp")
        lines.append(f"Content-Length: {len(body)}")
        self.raw(("\r\n".join(lines) + "\r\n\r\n" + body).encode())
        return number

    def raw(self, datagram: bytes) -> None:
        self.sent.append(datagram)
        self.socket.sendto(datagram, self.agent)

    def reply(self, request: Message, code: int) -> None:
        kept = [
            line
            for line in request.lines
            if any(_is(line, name) for name in ("via", "from", "to", "call-id", "cseq"))
        ]
        self.raw(
            "\r\n".join([f"SIP/2.0 {code} Reply", *kept, "Content-Length: 0", "", ""]).encode()
        )

    def collect(self) -> list[Message]:
        """All that has come so far; requests are answered."""
        while True:
            try:
                message = Message(self.socket.recv(_LARGEST))
            except BlockingIOError:
                return self.received
            self.received.append(message)
            if message.method and message.method != "ACK":
                self.reply(message, self.replies_with)
            found = re.search(r";tag=([^;>\s]+)", message.header("to"))
            if message.code and found:
                self.to_tag = found.group(1)

    def codes(self, number: int) -> list[int]:
        """The answers to the request of this CSeq."""
        answers = [each for each in self.collect() if each.code]
        return [each.code for each in answers if each.header("cseq").split()[0] == str(number)]

    def got(self, method: str) -> list[Message]:
        return [each for each in self.collect() if each.method == method]

    def answer_to(self, number: int, code: int) -> Callable[[], bool]:
        return lambda: code in self.codes(number)
