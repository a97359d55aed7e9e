"""Certificates: what they say, who may read them, when they are renewed."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509

from sotto.processes.setup import certificates
from sotto.processes.setup.certificates import Issued, Names, certificate_pem, is_due, key_pem

pytestmark = pytest.mark.contract

Contexts = tuple[ssl.SSLContext, ssl.SSLContext]
NOW = datetime(2026, 11, 22, tzinfo=UTC)
NAMES = Names(frozenset({"pbx.example.org", "localhost"}), frozenset({IPv4Address("192.0.2.7")}))


@pytest.fixture(scope="module")
def authority() -> Issued:
    return certificates.issue_authority(now=NOW)


@pytest.fixture(scope="module")
def server(authority: Issued) -> Issued:
    return certificates.issue_server(authority, NAMES, now=NOW)


def test_the_server_certificate_is_signed_by_the_authority(
    authority: Issued, server: Issued
) -> None:
    server.certificate.verify_directly_issued_by(authority.certificate)


def test_the_server_certificate_names_every_host_and_address(server: Issued) -> None:
    extension = x509.SubjectAlternativeName
    stated = server.certificate.extensions.get_extension_for_class(extension).value
    assert stated.get_values_for_type(x509.DNSName) == ["localhost", "pbx.example.org"]
    assert stated.get_values_for_type(x509.IPAddress) == [IPv4Address("192.0.2.7")]


def test_a_new_certificate_is_not_due(authority: Issued, server: Issued) -> None:
    assert not is_due(server.certificate, authority, NAMES, now=NOW)


def test_it_is_due_in_its_last_thirty_days(authority: Issued, server: Issued) -> None:
    expiry = server.certificate.not_valid_after_utc
    assert not is_due(server.certificate, authority, NAMES, now=expiry - timedelta(days=30))
    assert is_due(server.certificate, authority, NAMES, now=expiry - timedelta(days=29))


def test_it_is_due_when_a_name_changed(authority: Issued, server: Issued) -> None:
    moved = Names(NAMES.hosts, frozenset({IPv4Address("192.0.2.8")}))
    assert is_due(server.certificate, authority, moved, now=NOW)


def test_it_is_due_when_the_authority_is_another(server: Issued) -> None:
    another = certificates.issue_authority(now=NOW)
    assert is_due(server.certificate, another, NAMES, now=NOW)


def handshake(client: ssl.SSLContext, server: ssl.SSLContext, *, host: str) -> str | None:
    """Both sides in memory, until done. The protocol's name; raises ssl.SSLError."""
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    ends = [
        client.wrap_bio(to_client, to_server, server_hostname=host),
        server.wrap_bio(to_server, to_client, server_side=True),
    ]
    for end in ends * 4:
        try:
            end.do_handshake()
        except ssl.SSLWantReadError:
            continue
    return ends[0].version()


@pytest.fixture
def contexts(tmp_path: Path) -> Contexts:
    """A client that trusts the authority only, and the server: real OpenSSL, today's clock."""
    authority = certificates.issue_authority(now=datetime.now(UTC))
    issued = certificates.issue_server(authority, NAMES, now=datetime.now(UTC))
    chain = certificate_pem(issued.certificate) + certificate_pem(authority.certificate)
    (tmp_path / "server.pem").write_bytes(chain)
    (tmp_path / "server.key").write_bytes(key_pem(issued.key))
    client = ssl.create_default_context(cadata=certificate_pem(authority.certificate).decode())
    client.verify_flags |= ssl.VERIFY_X509_STRICT
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(tmp_path / "server.pem", tmp_path / "server.key")
    return client, serving


def test_openssl_accepts_the_chain_strictly(contexts: Contexts) -> None:
    assert handshake(*contexts, host="pbx.example.org") == "TLSv1.3"


def test_openssl_refuses_a_name_that_is_not_ours(contexts: Contexts) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        handshake(*contexts, host="other.example.org")
