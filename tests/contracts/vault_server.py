"""What stands in for Vault and OpenBao: the part of their HTTP API that a root provider uses.

Over TLS, with a certificate of its own. As documented for transit: a key that exists is left as
it is, a key goes only after its deletion was allowed, an empty list is 404, a sealed server
answers 503 and a wrong token 403.
"""

import base64
import json
import secrets
import ssl
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from typing_extensions import override

Answer = tuple[int, dict[str, Any] | None]  # Any: JSON
_NONCE_BYTES = 12
_GOOD = 200
_PREFIX = "vault:v1:"


class VaultServer:
    """`sealed` may be set; `token` is the one that is let in."""

    def __init__(self, folder: Path) -> None:
        self.token = secrets.token_hex(16)
        self.sealed = False
        self.keys: dict[str, AESGCM] = {}
        self.may_be_deleted: set[str] = set()
        self.ca_file = folder / "vault.pem"
        handler = type("Handler", (_Handler,), {"vault": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.ca_file, _certificate(self.ca_file))
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        return f"https://127.0.0.1:{self._server.server_address[1]}"

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answer(self, method: str, path: list[str], token: str, body: dict[str, str]) -> Answer:
        if self.sealed:
            return _errors(503, "Vault is sealed")
        if token != self.token:
            return _errors(403, "permission denied")
        return self._list() if method == "LIST" else self._deed(method, path, body)

    def _list(self) -> Answer:
        return (_GOOD, {"data": {"keys": sorted(self.keys)}}) if self.keys else (404, None)

    def _deed(self, method: str, path: list[str], body: dict[str, str]) -> Answer:
        match method, path:
            case "POST", ["keys", name]:
                self.keys.setdefault(name, AESGCM(secrets.token_bytes(32)))
            case "POST", ["keys", name, "config"]:
                self.may_be_deleted |= {name} if body.get("deletion_allowed") else set()
            case "DELETE", ["keys", name]:
                return self._delete(name)
            case "POST", ["encrypt" | "decrypt" as verb, name] if name in self.keys:
                return self._encrypt(name, body) if verb == "encrypt" else self._decrypt(name, body)
            case _:
                return _errors(400, "encryption key not found")
        return _GOOD, {"data": {}}

    def _delete(self, name: str) -> Answer:
        if name not in self.may_be_deleted:
            return _errors(400, "deletion is not allowed for this key")
        del self.keys[name]
        self.may_be_deleted.discard(name)
        return 204, None

    def _encrypt(self, name: str, body: dict[str, str]) -> Answer:
        nonce = secrets.token_bytes(_NONCE_BYTES)
        bound_to = base64.b64decode(body.get("associated_data", ""))
        sealed = self.keys[name].encrypt(nonce, base64.b64decode(body["plaintext"]), bound_to)
        return _GOOD, {"data": {"ciphertext": _PREFIX + base64.b64encode(nonce + sealed).decode()}}

    def _decrypt(self, name: str, body: dict[str, str]) -> Answer:
        bound_to = base64.b64decode(body.get("associated_data", ""))
        try:
            raw = base64.b64decode(body["ciphertext"].removeprefix(_PREFIX), validate=True)
            clear = self.keys[name].decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], bound_to)
        except (InvalidTag, ValueError):
            return _errors(400, "invalid ciphertext: unable to decrypt")
        return _GOOD, {"data": {"plaintext": base64.b64encode(clear).decode()}}


class _Handler(BaseHTTPRequestHandler):
    vault: VaultServer
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self._serve("POST")

    def do_PUT(self) -> None:
        self._serve("POST")  # The same to Vault.

    def do_LIST(self) -> None:
        self._serve("LIST")

    def do_DELETE(self) -> None:
        self._serve("DELETE")

    @override
    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""

    def _serve(self, method: str) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = self.path.removeprefix("/v1/transit/").split("/")
        token = self.headers.get("X-Vault-Token", "")
        status, content = self.vault.answer(method, path, token, json.loads(raw or b"{}"))
        answer = b"" if status == 204 else json.dumps(content or {"errors": []}).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)


def _errors(status: int, text: str) -> Answer:
    return status, {"errors": [text]}


def _certificate(file: Path) -> Path:
    """Writes a certificate for this machine's loopback; returns its private key's file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "vault.example")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, SHA256())
    )
    file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private = file.with_suffix(".key")
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return private
