"""A bare Kamailio for contract tests: TLS, SHA-256 digest, a registrar in memory; no media relay.

It stands apart from the project's own edge on purpose: what the probe promises must hold against
an engine that we did not configure for it.
"""

import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

DOMAIN = "probe.test"
PASSWORD = "a password for a test"
PATIENCE_S = 15

_SCRIPT = """
debug=0
log_stderror=yes
children=1
tcp_children=2
enable_tls=yes
listen=tls:127.0.0.1:{port}
alias="{domain}"
loadmodule "kex.so"
loadmodule "tm.so"
loadmodule "sl.so"
loadmodule "rr.so"
loadmodule "pv.so"
loadmodule "textops.so"
loadmodule "siputils.so"
loadmodule "usrloc.so"
loadmodule "registrar.so"
loadmodule "auth.so"
loadmodule "nathelper.so"
loadmodule "tls.so"
modparam("tls", "private_key", "{folder}/server.key")
modparam("tls", "certificate", "{folder}/server.pem")
modparam("tls", "tls_method", "TLSv1.2+")
modparam("auth", "algorithm", "SHA-256")
request_route {{
    force_rport();
    if (is_method("OPTIONS")) {{ sl_send_reply("200", "OK"); exit; }}
    if (has_totag()) {{
        if (loose_route()) {{ handle_ruri_alias(); t_relay(); }}
        exit;
    }}
    if (is_method("CANCEL")) {{ t_relay(); exit; }}
    if (!pv_www_authenticate("{domain}", "{password}", "0")) {{
        www_challenge("{domain}", "1");
        exit;
    }}
    if (is_method("REGISTER")) {{ save("location"); exit; }}
    record_route();
    set_contact_alias();
    t_on_reply("ANSWER");
    if (!lookup("location")) {{ sl_send_reply("480", "Away"); exit; }}
    t_relay();
}}
onreply_route[ANSWER] {{ set_contact_alias(); }}
"""


def is_installed() -> bool:
    return shutil.which("kamailio") is not None


@contextmanager
def running(folder: Path) -> Iterator[int]:
    """The TLS port. `ca.pem` in `folder` is to be trusted."""
    _make_certificates(folder)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    script = folder / "kamailio.cfg"
    script.write_text(_SCRIPT.format(port=port, folder=folder, domain=DOMAIN, password=PASSWORD))
    command = ["kamailio", "-f", str(script), "-Y", str(folder), "-P", str(folder / "pid")]
    with subprocess.Popen(
        [*command, "-m", "32", "-M", "8", "-DD", "-E"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as process:
        try:
            _wait_until_listening(port, process)
            yield port
        finally:
            process.terminate()
            process.communicate(timeout=PATIENCE_S)


def _wait_until_listening(port: int, process: "subprocess.Popen[bytes]") -> None:
    due = datetime.now(UTC) + timedelta(seconds=PATIENCE_S)
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except ConnectionRefusedError:
            assert process.poll() is None, "the registrar did not start"
            assert datetime.now(UTC) < due, "the registrar does not listen"
        else:
            return


def _make_certificates(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    names = [x509.DNSName("localhost"), x509.IPAddress(IPv4Address("127.0.0.1"))]
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    (folder / "server.pem").write_bytes(pem)
    (folder / "ca.pem").write_bytes(pem)
    (folder / "server.key").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
