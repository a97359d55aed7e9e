"""Our own certificate authority, and the server's certificate that phones and browsers see.

ECDSA on P-256. The authority's key never leaves root. `server.pem` is the chain.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from sotto.processes.setup.places import tls_group, write_file
from sotto.settings.configuration import Configuration

AUTHORITY_LIFETIME = timedelta(days=3650)
SERVER_LIFETIME = timedelta(days=397)  # The longest that browsers accept.
RENEW_BEFORE = timedelta(days=30)
LOOPBACK = IPv4Address("127.0.0.1")


@dataclass(frozen=True)
class Names:
    """What the server answers to."""

    hosts: frozenset[str]
    addresses: frozenset[IPv4Address]

    def extension(self) -> x509.SubjectAlternativeName:
        hosts = [x509.DNSName(host) for host in sorted(self.hosts)]
        addresses = [x509.IPAddress(address) for address in sorted(self.addresses)]
        return x509.SubjectAlternativeName([*hosts, *addresses])


@dataclass(frozen=True)
class Issued:
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


def make_certificates(configuration: Configuration, *, now: datetime) -> bool:
    """Issue what is missing or due. now: aware, UTC. True when the server's changed."""
    folder = configuration.certificates_dir
    names = Names(
        frozenset({configuration.host_name, configuration.domain, "localhost"}),
        frozenset({configuration.address, LOOPBACK}),
    )
    authority = _stored(folder / "ca.pem", folder / "ca.key")
    if authority is None:
        authority = issue_authority(now=now)
        write_file(folder / "ca.key", key_pem(authority.key), mode=0o600)
        write_file(folder / "ca.pem", certificate_pem(authority.certificate))
    server = _stored(folder / "server.pem", folder / "server.key")
    if server is not None and not is_due(server.certificate, authority, names, now=now):
        return False
    server = issue_server(authority, names, now=now)
    chain = certificate_pem(server.certificate) + certificate_pem(authority.certificate)
    group = tls_group(configuration)
    write_file(folder / "server.key", key_pem(server.key), group=group, mode=0o640)
    write_file(folder / "server.pem", chain)
    return True


def is_due(
    certificate: x509.Certificate, authority: Issued, names: Names, *, now: datetime
) -> bool:
    """Whether to issue a new one: soon to expire, other names, or another authority's."""
    stated = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    return (
        certificate.not_valid_after_utc - now < RENEW_BEFORE
        or stated.value != names.extension()
        or certificate.issuer != authority.certificate.subject
    )


def issue_authority(*, now: datetime) -> Issued:
    key = ec.generate_private_key(ec.SECP256R1())
    serial = x509.random_serial_number()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Sotto authority {serial:x}"[:32])])
    builder = (
        _builder(name, name, key.public_key(), now=now, lifetime=AUTHORITY_LIFETIME)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
    )
    return Issued(builder.sign(key, hashes.SHA256()), key)


def issue_server(authority: Issued, names: Names, *, now: datetime) -> Issued:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Sotto")])
    issuer = authority.certificate
    use = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH])
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key())
    builder = (
        _builder(subject, issuer.subject, key.public_key(), now=now, lifetime=SERVER_LIFETIME)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(use, critical=False)
        .add_extension(names.extension(), critical=False)
        .add_extension(identifier, critical=False)
    )
    return Issued(builder.sign(authority.key, hashes.SHA256()), key)


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey,
    *,
    now: datetime,
    lifetime: timedelta,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))  # A phone's clock may be behind.
        .not_valid_after(now + lifetime)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def certificate_pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def key_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _stored(certificate: Path, key: Path) -> Issued | None:
    if not (certificate.exists() and key.exists()):
        return None
    loaded = serialization.load_pem_private_key(key.read_bytes(), password=None)
    if not isinstance(loaded, ec.EllipticCurvePrivateKey):
        return None
    return Issued(x509.load_pem_x509_certificate(certificate.read_bytes()), loaded)


def days_left(configuration: Configuration, *, now: datetime) -> int:
    """Whole days until the server's certificate expires; negative afterwards."""
    content = (configuration.certificates_dir / "server.pem").read_bytes()
    return (x509.load_pem_x509_certificate(content).not_valid_after_utc - now).days
