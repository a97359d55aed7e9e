"""A real receiver of webhooks over HTTPS that checks what the specification asks it to check."""

import base64
import hashlib
import hmac
import http.server
import json
import select
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from typing_extensions import override

from sotto.engines.webhook.client import SECRET_PREFIX, WebhookClient
from sotto.engines.webhook.config import WebhookConfig
from tests.contracts.certificates import Authority


@dataclass
class Receiver:
    """What it has taken, and how it answers next. secret: as it was shown."""

    secret: str
    status: int = 200
    answer: dict[str, Any] = field(default_factory=dict)  # Any: JSON
    raw_answer: bytes = b""  # Instead.
    trickles: bool = False  # A header every so often, and never the last.
    taken: list[dict[str, Any]] = field(default_factory=list)
    forged: int = 0
    port: int = 0
    authority: Path | None = None

    @property
    def address(self) -> str:
        return f"https://localhost:{self.port}/hooks?from=sotto"

    def client(self) -> WebhookClient:
        return WebhookClient(WebhookConfig(self.authority))

    def is_genuine(self, headers: Any, body: bytes) -> bool:  # Any: http.client's headers
        """By the specification's own words, with nothing of ours."""
        signed = b".".join(
            (headers["webhook-id"].encode(), headers["webhook-timestamp"].encode(), body)
        )
        key = base64.b64decode(self.secret[len(SECRET_PREFIX) :])
        made = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        return bool(headers["webhook-signature"] == f"v1,{made}")


def _handler(receiver: Receiver) -> type[http.server.BaseHTTPRequestHandler]:
    class Hook(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if receiver.is_genuine(self.headers, body):
                receiver.taken.append(json.loads(body))
            else:
                receiver.forged += 1
            answer = receiver.raw_answer or json.dumps(receiver.answer).encode()
            if receiver.trickles:
                self._trickle()
                return
            self.send_response(receiver.status)
            self.send_header("Location", "https://elsewhere.example/")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def _trickle(self) -> None:
            with suppress(OSError):
                self.wfile.write(b"HTTP/1.1 200 OK\r\n")
                for _ in range(80):
                    self.wfile.write(b"X: y\r\n")
                    if select.select([self.connection], [], [], 0.1)[0]:  # It has hung up.
                        return

        @override
        def log_message(self, format: str, *args: object) -> None: ...

    return Hook


@contextmanager
def receiving(folder: Path, secret: str) -> Iterator[Receiver]:
    receiver = Receiver(secret)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _handler(receiver))
    authority = Authority(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority.certificate_for("localhost"))
    server.socket = context.wrap_socket(server.socket, server_side=True)
    receiver.port, receiver.authority = server.server_address[1], authority.file
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
