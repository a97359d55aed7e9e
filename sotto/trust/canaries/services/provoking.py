"""Mistakes on purpose, with a marker in each: whatever logs what it refuses shows itself.

A sign-in that fails, a page that does not exist, a telephone that nobody knows, a statement that
the database refuses. Who does not answer is not asked again: others watch whether it lives.
"""

import contextlib
import http.client
import ssl
from socket import create_connection
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from sotto.lib.raw_search import new_marker

_WAIT_S = 3.0


def provoke(token: str) -> int:
    """How many of the mistakes were answered."""
    answered = 0
    for mistake in (_sign_in, _page, _telephone, _statement):
        with contextlib.suppress(OSError, http.client.HTTPException, ssl.SSLError):
            mistake(new_marker(token))
            answered += 1
    return answered


def _context() -> ssl.SSLContext:
    """Ourselves, on this machine: the certificate is looked at elsewhere."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def _asked(method: str, path: str, body: str = "") -> None:
    configuration = settings.SOTTO
    asked = http.client.HTTPSConnection(
        str(configuration.address), configuration.ports.web, timeout=_WAIT_S, context=_context()
    )
    with contextlib.closing(asked):
        headers = {
            "Host": configuration.host_name,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        asked.request(method, path, body=body, headers=headers)
        asked.getresponse().read()


def _sign_in(marker: str) -> None:
    _asked("POST", reverse("access:sign-in"), urlencode({"name": marker, "password": marker}))


def _page(marker: str) -> None:
    _asked("GET", f"/{quote(marker)}/?{urlencode({'q': marker})}")


def _telephone(marker: str) -> None:
    configuration = settings.SOTTO
    lines = (
        f"INVITE sip:{marker}@{configuration.domain} SIP/2.0",
        f"Via: SIP/2.0/TLS probe.invalid;branch=z9hG4bK{marker[-16:]};rport",
        "Max-Forwards: 10",
        f'From: "{marker}" <sip:{marker}@{configuration.domain}>;tag={marker[-8:]}',
        f"To: <sip:{marker}@{configuration.domain}>",
        f"Call-ID: {marker}",
        "CSeq: 1 INVITE",
        f"Contact: <sip:{marker}@probe.invalid;transport=tls>",
        f"User-Agent: {marker}",
        "Content-Length: 0",
        "",
        "",
    )
    address = (str(configuration.address), configuration.ports.sip_tls)
    with (
        create_connection(address, timeout=_WAIT_S) as plain,
        _context().wrap_socket(plain) as secured,
    ):
        secured.sendall("\r\n".join(lines).encode())
        secured.recv(200)


def _statement(marker: str) -> None:
    with (
        contextlib.suppress(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT %s::integer", [marker])
