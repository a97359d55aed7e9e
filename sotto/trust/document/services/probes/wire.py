"""Probes of the wire: connections are really made, to the ports that really listen."""

import http.client
import ssl
import stat
import warnings
from contextlib import closing, suppress
from datetime import UTC
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from socket import create_connection
from uuid import uuid4

from cryptography import x509
from django.conf import settings
from django.urls import reverse

from sotto.trust.document.rules import Finding, broken, holds, holds_if, none_of
from sotto.trust.document.services.probes.database import rows
from sotto.trust.document.services.probing import now, probe
from sotto.trust.tenants.queries import tenant_by_id
from sotto.trust.tenants.services import current_tenant

_WAIT_S = 2.0
_OLD = {"TLSv1": ssl.TLSVersion.TLSv1, "TLSv1.1": ssl.TLSVersion.TLSv1_1}
_GOOD = {"TLS 1.2": ssl.TLSVersion.TLSv1_2, "TLS 1.3": ssl.TLSVersion.TLSv1_3}
_LEAST_DAYS = 14
_HSTS_DAYS = 180
_LISTENS = {"tcp": "0A", "tcp6": "0A", "udp": "07", "udp6": "07"}  # The state's number.
_LOOPBACK = ("media_sip", "rtpengine_control")


def _context(version: ssl.TLSVersion) -> ssl.SSLContext:
    """Speaks this version only, and would take anybody: it asks for versions, not for names."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings(action="ignore"):  # Old versions are asked for on purpose.
        context.minimum_version = context.maximum_version = version
    return context


def _answers(port: int, version: ssl.TLSVersion) -> bool:
    """Raises OSError when nobody listens."""
    with create_connection((str(settings.SOTTO.address), port), timeout=_WAIT_S) as plain:
        try:
            with _context(version).wrap_socket(plain):
                return True
        except (ssl.SSLError, ConnectionError):
            return False


def _versions(port: int) -> Finding:
    old = [name for name, version in _OLD.items() if _answers(port, version)]
    good = [name for name, version in _GOOD.items() if _answers(port, version)]
    if not good:
        return broken(f"port {port}: neither TLS 1.2 nor 1.3 is answered", versions="-")
    return none_of(old, looked_at=f"handshakes with port {port}", versions=" and ".join(good + old))


@probe("wire.sip_tls")
def sip_tls() -> Finding:
    return _versions(settings.SOTTO.ports.sip_tls)


@probe("wire.web_tls")
def web_tls() -> Finding:
    return _versions(settings.SOTTO.ports.web)


def _served_certificate(port: int) -> x509.Certificate:
    with (
        create_connection((str(settings.SOTTO.address), port), timeout=_WAIT_S) as plain,
        _context(ssl.TLSVersion.TLSv1_3).wrap_socket(plain) as secured,
    ):
        served = secured.getpeercert(binary_form=True) or b""
    return x509.load_der_x509_certificate(served)


@probe("wire.certificate")
def certificate() -> Finding:
    """The one that is served to telephones and browsers; the sooner end counts."""
    ports = settings.SOTTO.ports
    ends = [_served_certificate(port).not_valid_after_utc for port in (ports.sip_tls, ports.web)]
    days = (min(ends) - now()).days
    return holds_if(
        true=days >= _LEAST_DAYS, measured=f"ends {min(ends).astimezone(UTC):%Y-%m-%d}", days=days
    )


@probe("wire.certificate_key")
def certificate_key() -> Finding:
    path: Path = settings.SOTTO.certificates_dir / "server.key"
    return mode_of(path, allowed=0o640, owner="root")


def mode_of(path: Path, *, allowed: int, owner: str | None = None) -> Finding:
    """Holds when a path has no right beyond `allowed`, and belongs to `owner`."""
    status = path.stat()
    mode = stat.S_IMODE(status.st_mode)
    measured = f"{path.name}: mode {mode:04o}, user {path.owner()}"
    fits = not mode & ~allowed & 0o777 and owner in {None, path.owner()}
    return holds_if(true=fits, measured=measured)


@probe("wire.stranger_refused")
def stranger_refused() -> Finding:
    """A REGISTER without credentials, over TLS, for nobody that exists."""
    configuration = settings.SOTTO
    call, domain = uuid4().hex, configuration.domain
    lines = (
        f"REGISTER sip:{domain} SIP/2.0",
        f"Via: SIP/2.0/TLS probe.invalid;branch=z9hG4bK{call[:16]};rport",
        "Max-Forwards: 10",
        f"From: <sip:probe@{domain}>;tag={call[:8]}",
        f"To: <sip:probe@{domain}>",
        f"Call-ID: {call}",
        "CSeq: 1 REGISTER",
        "Contact: <sip:probe@probe.invalid;transport=tls>",
        "Content-Length: 0",
        "",
        "",
    )
    address = (str(configuration.address), configuration.ports.sip_tls)
    with (
        create_connection(address, timeout=_WAIT_S) as plain,
        _context(ssl.TLSVersion.TLSv1_3).wrap_socket(plain) as secured,
    ):
        secured.sendall("\r\n".join(lines).encode())
        answer = secured.recv(200).split(b"\r\n")[0].decode(errors="replace").split(" ", 2)[1]
    return holds_if(true=answer == "401", measured="a REGISTER over TLS", answer=answer)


def _listening(port: int) -> set[IPv4Address | IPv6Address]:
    """Local addresses on which somebody listens, by TCP or UDP, from the kernel."""
    found = set()
    for protocol, wanted in _LISTENS.items():
        table = Path("/proc/net", protocol)
        for line in table.read_text().splitlines()[1:] if table.exists() else ():
            _, local, _, state, *_ = line.split()
            address, local_port = local.split(":")
            if int(local_port, 16) == port and state == wanted:
                found.add(_address(address))
    return found


def _address(shown: str) -> IPv4Address | IPv6Address:
    """As the kernel shows it: hexadecimal, each four bytes turned round."""
    raw = bytes.fromhex(shown)
    found = ip_address(b"".join(raw[at : at + 4][::-1] for at in range(0, len(raw), 4)))
    return getattr(found, "ipv4_mapped", None) or found


@probe("wire.plain_sip")
def plain_sip() -> Finding:
    port = settings.SOTTO.ports.sip_plain
    outside = [str(one) for one in _listening(port) if not one.is_loopback]
    return none_of(outside, looked_at=f"sockets on port {port}")


@probe("wire.inner_sockets")
def inner_sockets() -> Finding:
    ports = {name: getattr(settings.SOTTO.ports, name) for name in _LOOPBACK}
    outside = [
        f"{name} on {address}"
        for name, port in ports.items()
        for address in _listening(port)
        if not address.is_loopback
    ]
    return none_of(outside, looked_at="sockets of this machine", ports=", ".join(sorted(ports)))


@probe("wire.srtp", everywhere=False)
def srtp() -> Finding:
    allowed = tenant_by_id(current_tenant()).plain_media_allowed
    return holds_if(true=not allowed, measured=f"plain media allowed: {allowed}")


@probe("wire.withheld", everywhere=False)
def withheld() -> Finding:
    """Of every device that may call, the edge must know what its person chose."""
    [(people, shown)] = rows(
        "SELECT count(DISTINCT w.person_id), count(d.username) FILTER (WHERE NOT d.withholds)"
        " FROM directory_withholding w LEFT JOIN edge_device d ON d.person = w.person_id"
    )
    return holds_if(true=not shown, measured=f"{shown} telephones shown", people=people)


@probe("wire.protection_recorded", everywhere=False)
def protection_recorded() -> Finding:
    [(calls, silent)] = rows(
        "SELECT count(*), count(*) FILTER (WHERE protection = '{}'::jsonb) FROM calls_call"
    )
    return holds_if(true=not silent, measured=f"{silent} calls say nothing", calls=calls)


def _headers() -> dict[str, str]:
    """What the pages really answer with, asked over TLS like a browser."""
    configuration = settings.SOTTO
    asked = http.client.HTTPSConnection(
        str(configuration.address),
        configuration.ports.web,
        timeout=_WAIT_S,
        context=_context(ssl.TLSVersion.TLSv1_3),
    )
    with closing(asked):
        asked.request("GET", reverse("access:sign-in"), headers={"Host": configuration.host_name})
        answer = asked.getresponse()
        answer.read()
        return {name.lower(): value for name, value in answer.getheaders()}


@probe("wire.transport_security")
def transport_security() -> Finding:
    value = _headers().get("strict-transport-security", "")
    seconds = 0
    with suppress(ValueError, IndexError):
        seconds = int(value.split("max-age=")[1].split(";")[0])
    days = seconds // 86_400
    return holds_if(true=days >= _HSTS_DAYS, measured=value or "no such header", days=days)


@probe("wire.content_policy")
def content_policy() -> Finding:
    value = _headers().get("content-security-policy", "")
    strict = "default-src 'self'" in value and "unsafe" not in value and "*" not in value
    return holds_if(true=strict, measured=value or "no such header")


def _header(name: str, *good: str) -> Finding:
    value = _headers().get(name, "")
    return holds_if(true=value.lower() in good, measured=f"{name}: {value or '-'}")


@probe("wire.framing")
def framing() -> Finding:
    return _header("x-frame-options", "deny")


@probe("wire.no_store")
def no_store() -> Finding:
    value = _headers().get("cache-control", "")
    return holds("no-store") if "no-store" in value else broken(value or "no such header")


@probe("wire.sniffing")
def sniffing() -> Finding:
    return _header("x-content-type-options", "nosniff")


@probe("wire.referrer")
def referrer() -> Finding:
    return _header("referrer-policy", "same-origin", "no-referrer", "strict-origin")
