"""Whether an agent answers: asked as anybody would, by OPTIONS (RFC 3261, section 11)."""

import secrets
import socket

from .config import SipAgentConfig

_LARGEST = 65535


def answers(config: SipAgentConfig, *, timeout_s: float = 1.0) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.bind((config.address, 0))
        asking.connect((config.address, config.port))
        asking.settimeout(timeout_s)
        try:
            asking.send(_options(config, asking.getsockname()[1]))
            return asking.recv(_LARGEST).startswith(b"SIP/2.0 200")
        except OSError:
            return False


def _options(config: SipAgentConfig, port: int) -> bytes:
    here = f"{config.address}:{port}"
    lines = [
        f"OPTIONS sip:{config.address}:{config.port} SIP/2.0",
        f"Via: SIP/2.0/UDP {here};branch=z9hG4bK{secrets.token_hex(8)}",
        "Max-Forwards: 1",
        f"From: <sip:health@{here}>;tag={secrets.token_hex(4)}",
        f"To: <sip:{config.address}:{config.port}>",
        f"Call-ID: {secrets.token_hex(12)}",
        "CSeq: 1 OPTIONS",
        "Content-Length: 0",
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()
