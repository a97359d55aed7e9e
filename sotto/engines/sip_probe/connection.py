"""One TLS connection to a SIP server: requests out and in (RFC 3261 sections 17 and 18)."""

import asyncio
import secrets
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from sotto.engines.sip_probe.config import ProbeConfig
from sotto.engines.sip_probe.message import END_OF_HEAD, Malformed, Message

_LONGEST_HEAD: Final = 65536
_TRYING: Final = 100
_FINAL: Final = 200
_REFUSED: Final = 300
Hearer = Callable[[Message], None]


class ConnectionLost(Exception):
    """The server closed the connection, or the certificate was not the expected one."""


class NoAnswer(Exception):
    """No final answer in time."""


@dataclass(frozen=True)
class Signalling:
    """As negotiated on the socket, not as configured."""

    protocol: str  # "TLSv1.3"
    cipher: str


@dataclass
class _Waiting:
    final: asyncio.Future[Message]
    on_progress: Hearer | None


class Connection:
    """Answers are matched by branch; a request that comes in goes to `on_request`."""

    def __init__(self, config: ProbeConfig, on_request: Hearer) -> None:
        self._config = config
        self._on_request = on_request
        self._waiting: dict[str, _Waiting] = {}
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._listening: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Raises ConnectionLost."""
        source = self._config.source_address
        try:
            self._reader, self._writer = await asyncio.open_connection(
                self._config.address,
                self._config.port,
                ssl=self._config.tls_context(),
                server_hostname=self._config.server_name,
                limit=_LONGEST_HEAD,
                local_addr=(source, 0) if source else None,
            )
        except (OSError, ssl.SSLError):
            raise ConnectionLost("no TLS connection to the SIP server") from None
        self._listening = asyncio.create_task(self._listen(self._reader))

    @property
    def is_open(self) -> bool:
        return self._listening is not None and not self._listening.done()

    @property
    def signalling(self) -> Signalling:
        tls = self._stream.get_extra_info("ssl_object")
        return Signalling(tls.version(), tls.cipher()[0])

    @property
    def local(self) -> str:
        """`host:port` of our end."""
        host, port, *_ = self._stream.get_extra_info("sockname")
        return f"{host}:{port}"

    def send(self, message: Message) -> None:
        self._stream.write(bytes(message))

    def send_raw(self, data: bytes) -> None:
        """Whatever it is: for messages that no phone should send."""
        self._stream.write(data)

    def via(self) -> str:
        return f"SIP/2.0/TLS {self.local};branch={new_branch()};rport"

    async def request(self, request: Message, on_progress: Hearer | None = None) -> Message:
        """The final answer; a refused INVITE is acknowledged here (section 17.1.1.3).

        Raises NoAnswer, ConnectionLost.
        """
        if not self.is_open:
            raise ConnectionLost("the connection is closed")
        waiting = _Waiting(asyncio.get_running_loop().create_future(), on_progress)
        self._waiting[_transaction(request)] = waiting
        self.send(request)
        patience = self._config.patience.total_seconds()
        try:
            answer = await asyncio.wait_for(waiting.final, patience)
        except TimeoutError:
            raise NoAnswer(f"no final answer to {request.method}") from None
        finally:
            del self._waiting[_transaction(request)]
        if request.method == "INVITE" and answer.status >= _REFUSED:
            self.send(_acknowledge_refusal(request, answer))
        return answer

    async def close(self) -> None:
        if self._writer is None:
            return
        if self._listening is not None:
            self._listening.cancel()
            await asyncio.gather(self._listening, return_exceptions=True)
        self._writer.transport.abort()  # A phone that goes away need not say goodbye in TLS.
        await asyncio.gather(self._writer.wait_closed(), return_exceptions=True)

    @property
    def _stream(self) -> asyncio.StreamWriter:
        if self._writer is None:
            raise ConnectionLost("the connection is not open")
        return self._writer

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        try:
            while True:
                head = (await reader.readuntil(END_OF_HEAD)).lstrip(b"\r\n")
                if head:  # Else a keep-alive, RFC 5626 section 4.4.1.
                    await self._receive(head, reader)
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, Malformed):
            self._lose()

    async def _receive(self, head: bytes, reader: asyncio.StreamReader) -> None:
        message = Message.parse_head(head.removesuffix(END_OF_HEAD))
        length = message["Content-Length"]
        if length.isdigit() and int(length):
            message.body = (await reader.readexactly(int(length))).decode("utf-8", "replace")
        if message.status:
            self._on_answer(message)
        else:
            self._on_request(message)

    def _on_answer(self, answer: Message) -> None:
        waiting = self._waiting.get(_transaction(answer))
        if waiting is None or waiting.final.done():
            return
        if answer.status >= _FINAL:
            waiting.final.set_result(answer)
        elif answer.status > _TRYING and waiting.on_progress is not None:
            waiting.on_progress(answer)

    def _lose(self) -> None:
        for waiting in self._waiting.values():
            if not waiting.final.done():
                waiting.final.set_exception(ConnectionLost("the server closed the connection"))


def _transaction(message: Message) -> str:
    """A CANCEL has the branch of its INVITE (section 9.1), so the method counts too."""
    return f"{message.branch} {message.method}"


def new_branch() -> str:
    return f"z9hG4bK{secrets.token_hex(8)}"


def _acknowledge_refusal(invite: Message, answer: Message) -> Message:
    uri = invite.start.split(" ")[1]
    number = invite["CSeq"].split()[0]
    kept = [(name, value) for name, value in invite.headers if name in {"Route", "Max-Forwards"}]
    return Message(
        f"ACK {uri} SIP/2.0",
        [
            ("Via", invite["Via"]),
            *kept,
            ("From", invite["From"]),
            ("To", answer["To"]),
            ("Call-ID", invite["Call-ID"]),
            ("CSeq", f"{number} ACK"),
        ],
    )
