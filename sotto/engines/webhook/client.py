"""The wire: one POST over HTTPS, signed with the secret that both sides know.

Headers `webhook-id`, `webhook-timestamp` and `webhook-signature: v1,<Base64>` of the Standard
Webhooks specification: HMAC-SHA256 over `id.timestamp.body`. The receiver checks the signature, the
age, and whether it has seen the id. Redirects are not followed, and an answer is read to 64 KiB.
"""

import base64
import hashlib
import hmac
import http.client
import json
import secrets
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlsplit

from typing_extensions import override

from sotto.engines import EngineUnavailable
from sotto.engines.webhook.config import WebhookConfig

SECRET_PREFIX = "whsec_"  # noqa: S105 -- as the specification writes secrets.
_WAIT_S = 15.0
_WAIT_IN_ALL_S = 30.0  # From the connection on: who trickles bytes must not hold a worker.
_LONGEST_ANSWER = 1 << 16
_LONGEST_LABEL = 63  # RFC 1035 section 2.3.4.
_TAKEN = range(200, 300)
_LATER = {408, 425, 429}
_SERVER_FAULT = 500


class WebhookRefused(Exception):
    """The receiver will never take this: unknown, gone, or not understood."""


class AddressRefused(ValueError):  # Bad input.
    """Not an address to which data may go: https, a host, no user and no fragment."""


@dataclass(frozen=True, slots=True)
class Message:
    """id: the same at each attempt. at: seconds since the epoch. body: JSON. Any: JSON."""

    id: str
    at: int
    body: dict[str, Any]

    @override
    def __repr__(self) -> str:
        return f"<Message {self.id}>"


class Webhooks(Protocol):
    """What the rest of Sotto may ask."""

    def post(self, address: str, message: Message, *, secret: str) -> dict[str, Any]:
        """What was answered, an empty mapping if nothing. Any: JSON.

        Raises EngineUnavailable (try again), WebhookRefused, AddressRefused.
        """


class WebhookClient(Webhooks):
    """One connection for each message. Safe to share between threads."""

    def __init__(self, config: WebhookConfig | None = None) -> None:
        self._config = config or WebhookConfig()

    @override
    def post(self, address: str, message: Message, *, secret: str) -> dict[str, Any]:
        host, port, path = parts_of(address)
        body = json.dumps(message.body, ensure_ascii=False, separators=(",", ":")).encode()
        trusted = self._config.ca_file
        context = ssl.create_default_context(cafile=str(trusted) if trusted else None)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        connection = http.client.HTTPSConnection(host, port, timeout=_WAIT_S, context=context)
        try:
            connection.connect()
            with _cut_off(connection.sock, after=_WAIT_IN_ALL_S):
                connection.request("POST", path, body=body, headers=headers(message, body, secret))
                answer = connection.getresponse()
                raw = answer.read(_LONGEST_ANSWER)
        except (OSError, http.client.HTTPException):
            raise EngineUnavailable("webhook") from None
        finally:
            connection.close()
        if answer.status in _LATER or answer.status >= _SERVER_FAULT:
            raise EngineUnavailable("webhook")
        if answer.status not in _TAKEN:
            raise WebhookRefused
        return _mapping(raw)


def parts_of(address: str) -> tuple[str, int, str]:
    """Host, port and path with query. Raises AddressRefused."""
    try:
        parts = urlsplit(address)
        port = parts.port or 443
    except ValueError:
        raise AddressRefused from None
    plain = parts.scheme == "https" and parts.hostname and not (parts.username or parts.fragment)
    if not plain or not all(" " < letter <= "~" for letter in address):  # IDNs as `xn--`.
        raise AddressRefused
    if any(
        not 0 < len(label) <= _LONGEST_LABEL
        for label in str(parts.hostname).removesuffix(".").split(".")
    ):
        raise AddressRefused
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return str(parts.hostname), port, path


def new_secret() -> str:
    """Shown to the receiver once."""
    return SECRET_PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def headers(message: Message, body: bytes, secret: str) -> dict[str, str]:
    signed = f"{message.id}.{message.at}.".encode() + body
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    signature = base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
    return {
        "Content-Type": "application/json",
        "User-Agent": "Sotto",
        "webhook-id": message.id,
        "webhook-timestamp": str(message.at),
        "webhook-signature": f"v1,{signature}",
    }


@contextmanager
def _cut_off(line: socket.socket, *, after: float) -> Iterator[None]:
    """A socket's time limit is for each read; this one is for all. Raises TimeoutError."""
    is_over = threading.Event()
    timer = threading.Timer(after, _shut, [line, is_over])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
    if is_over.is_set():  # Headers that end early would pass for whole ones.
        raise TimeoutError


def _shut(line: socket.socket, is_over: threading.Event) -> None:
    """Beneath TLS, so that the thread that reads sees the end and keeps its own state."""
    is_over.set()
    with suppress(OSError):
        socket.socket.shutdown(line, socket.SHUT_RDWR)


def _mapping(raw: bytes) -> dict[str, Any]:
    """What an answer says; what is no JSON object says nothing."""
    try:
        said = json.loads(raw or b"{}")
    except (ValueError, RecursionError):  # The latter: nested as deeply as 64 KiB allow.
        return {}
    return said if isinstance(said, dict) else {}
