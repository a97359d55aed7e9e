"""A small HTTPS server in the place of the pages, that speaks as safely as it is told to."""

import http.server
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from typing_extensions import override

SAFE: Mapping[str, str] = {
    "Strict-Transport-Security": "max-age=31536000",
    "Content-Security-Policy": "default-src 'self'; object-src 'none'",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


@dataclass(frozen=True)
class Door:
    """What is answered on a port. oldest: of TLS; lives: how long the certificate is valid."""

    headers: Mapping[str, str] = field(default_factory=lambda: dict(SAFE))
    oldest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_2
    lives: timedelta = timedelta(days=90)
    sip_answer: bytes = b"SIP/2.0 401 Unauthorized\r\n\r\n"

    def without(self, header: str) -> "Door":
        return replace(self, headers={k: v for k, v in self.headers.items() if k != header})

    def saying(self, header: str, value: str) -> "Door":
        return replace(self, headers={**self.headers, header: value})

    @contextmanager
    def open(self, port: int, folder: Path) -> Iterator[None]:
        """Until the end of the `with`."""
        server = http.server.ThreadingHTTPServer(("127.0.0.1", port), _handler(self))
        server.socket = self._context(folder).wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            server.server_close()
            thread.join()

    def _context(self, folder: Path) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version = self.oldest
        context.load_cert_chain(_certificate(folder, self.lives))
        return context


def _handler(door: Door) -> type[http.server.BaseHTTPRequestHandler]:
    class Answer(http.server.BaseHTTPRequestHandler):
        raw_requestline: bytes

        @override
        def parse_request(self) -> bool:
            """A REGISTER is answered as a registrar would."""
            if self.raw_requestline.startswith(b"REGISTER"):
                self.wfile.write(door.sip_answer)
                return False
            return super().parse_request()

        def do_GET(self) -> None:
            self.send_response(200)
            for name, value in door.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        @override
        def log_message(self, format: str, *args: object) -> None: ...

    return Answer


def _certificate(folder: Path, lives: timedelta) -> Path:
    """Self-signed, key and certificate in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + lives)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file = folder / "door.pem"
    file.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return file
