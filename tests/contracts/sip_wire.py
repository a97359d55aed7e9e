"""SIP messages as text, and the two wires that carry them: UDP and TLS."""

import socket
import ssl
from dataclasses import dataclass
from typing import Self

_SECONDS = 5.0


@dataclass
class Message:
    first: str
    headers: list[tuple[str, str]]
    body: str = ""

    @classmethod
    def parse(cls, raw: bytes) -> Self:
        head, _, body = raw.decode().partition("\r\n\r\n")
        first, *lines = head.split("\r\n")
        pairs = (line.partition(":") for line in lines)
        return cls(first, [(name.strip().lower(), value.strip()) for name, _, value in pairs], body)

    @property
    def status(self) -> int:
        """0 for a request."""
        return int(self.first.split()[1]) if self.first.startswith("SIP/2.0 ") else 0

    @property
    def method(self) -> str:
        return self.first.split()[0] if not self.status else self["cseq"].split()[1]

    @property
    def target(self) -> str:
        return self.first.split()[1]

    def __getitem__(self, name: str) -> str:
        """The first header of that name; "" when there is none."""
        return next(iter(self.all(name)), "")

    def all(self, name: str) -> list[str]:
        return [value for given, value in self.headers if given == name.lower()]


class UdpWire:
    protocol = "UDP"

    def __init__(self, port: int, *, source_port: int = 0) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", source_port))
        self._socket.settimeout(_SECONDS)
        self._peer = ("127.0.0.1", port)
        self.received: list[bytes] = []
        self.port = int(self._socket.getsockname()[1])

    def send(self, data: bytes) -> None:
        self._socket.sendto(data, self._peer)

    def receive(self) -> bytes:
        """Raises TimeoutError."""
        self.received.append(self._socket.recv(65535))
        return self.received[-1]

    def close(self) -> None:
        self._socket.close()


class TlsWire:
    protocol = "TLS"

    def __init__(
        self, port: int, *, version: ssl.TLSVersion | None = None, source: str = "127.0.0.1"
    ) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        if version is not None:
            context.minimum_version = context.maximum_version = version
        plain = socket.create_connection(
            ("127.0.0.1", port), timeout=_SECONDS, source_address=(source, 0)
        )
        self._socket = context.wrap_socket(plain)
        self.port = int(plain.getsockname()[1] if plain.fileno() > 0 else 0)
        self.port = int(self._socket.getsockname()[1])
        self.version = self._socket.version()
        self._buffer = b""
        self.received: list[bytes] = []

    def send(self, data: bytes) -> None:
        self._socket.sendall(data)

    def receive(self) -> bytes:
        """Raises TimeoutError, or ConnectionError when the other side hung up."""
        while True:
            head, end, rest = self._buffer.lstrip(b"\r\n").partition(b"\r\n\r\n")
            length = _content_length(head)
            if end and len(rest) >= length:
                self._buffer = rest[length:]
                self.received.append(head + end + rest[:length])
                return self.received[-1]
            more = self._socket.recv(65535)
            if not more:
                raise ConnectionError("hung up")
            self._buffer += more

    def close(self) -> None:
        self._socket.close()


def _content_length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.strip().lower() in {b"content-length", b"l"}:
            return int(value)
    return 0
