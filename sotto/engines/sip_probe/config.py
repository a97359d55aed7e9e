"""Whom the probe calls and as whom."""

import ssl
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path


@dataclass(frozen=True)
class ProbeConfig:
    """The SIP server as a phone sees it."""

    address: str
    port: int
    server_name: str  # Must stand in the server's certificate.
    trusted_certificates: Path  # PEM.
    domain: str
    media_address: str = "127.0.0.1"  # Where the probe itself receives SRTP.
    source_address: str = ""  # From where it connects; "": as the machine chooses.
    patience: timedelta = timedelta(seconds=32)  # RFC 3261, timer B and F.

    def tls_context(self) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=str(self.trusted_certificates))
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return context


@dataclass(frozen=True)
class Account:
    username: str
    password: str = field(repr=False)
