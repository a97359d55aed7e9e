"""A private SIP edge on free ports: PostgreSQL with the projections, rtpengine, Kamailio."""

import os
import shutil
import signal
import socket
import subprocess
import sysconfig
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import psycopg
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from sotto.engines import EngineUnavailable
from sotto.engines.kamailio.client import KamailioClient
from sotto.engines.kamailio.config import KamailioConfig
from sotto.engines.rtpengine.client import RtpengineClient
from sotto.engines.rtpengine.config import RtpengineConfig
from sotto.lib import digest

HOME = Path(__file__).resolve().parents[2]
REALM = "sotto.internal"
TENANT = "11111111-1111-4111-8111-111111111111"
PASSWORD = "of-a-test"  # No spaces: SIPp takes it so.
_POSTGRES = Path("/usr/lib/postgresql/15/bin")
_TABLES = """
CREATE ROLE sotto_edge LOGIN;
ALTER ROLE sotto_edge SET synchronous_commit = off;
CREATE UNLOGGED TABLE edge_device (
  username text PRIMARY KEY, tenant uuid, device uuid, person uuid, subject uuid, extension text,
  display_name text, realm text, algorithm text, ha1 text, plain_media_allowed bool,
  withholds bool DEFAULT false);
CREATE UNLOGGED TABLE edge_number (
  tenant uuid, realm text, number text, kind text, person uuid, subject uuid, display_name text,
  PRIMARY KEY (realm, number));
CREATE UNLOGGED TABLE edge_state (complete bool, changed_at timestamptz);
GRANT SELECT ON edge_device, edge_number, edge_state TO sotto_edge;
INSERT INTO edge_state VALUES (true, now());
"""


def wait_until(condition: Callable[[], object], *, seconds: float = 10.0) -> None:
    """Raises TimeoutError when it never holds."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError("the condition never held")
        time.sleep(0.02)


def free_port(kind: socket.SocketKind = socket.SOCK_DGRAM) -> int:
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class TestDevice:
    """What its owner was given."""

    __test__ = False
    username: str
    device: str
    person: str
    subject: str
    extension: str
    algorithm: str


@dataclass
class EdgeSystem:
    root: Path
    kamailio: KamailioConfig
    rtpengine: RtpengineConfig
    media_port: int
    events: Path
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def control(self) -> KamailioClient:
        return KamailioClient(self.kamailio.control)

    @property
    def relay(self) -> RtpengineClient:
        return RtpengineClient(self.rtpengine.control_port)

    def database(self) -> "psycopg.Connection[tuple[object, ...]]":
        socket_dir = self.root / "pg"
        return psycopg.connect(f"host={socket_dir} dbname=postgres user=postgres", autocommit=True)

    def add_device(
        self,
        extension: str,
        *,
        name: str = "",
        algorithm: str = "SHA-256",
        plain_media_allowed: bool = False,
        withholds: bool = False,
    ) -> TestDevice:
        made = TestDevice(
            username="d" + os.urandom(6).hex(),
            device=str(uuid4()),
            person=str(uuid4()),
            subject=str(uuid4()),
            extension=extension,
            algorithm=algorithm,
        )
        ha1 = digest.ha1_of(algorithm, username=made.username, realm=REALM, password=PASSWORD)
        with self.database() as connection:
            connection.execute(
                "INSERT INTO edge_device VALUES (%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s)",
                (
                    *(made.username, TENANT, made.device, made.person, made.subject),
                    *(extension, name, REALM, algorithm, ha1, plain_media_allowed, withholds),
                ),
            )
            connection.execute(
                "INSERT INTO edge_number VALUES (%s,%s,%s,'person',%s,%s,%s)"
                " ON CONFLICT (realm, number) DO UPDATE SET person = excluded.person,"
                " subject = excluded.subject, display_name = excluded.display_name",
                (TENANT, REALM, extension, made.person, made.subject, name),
            )
        self.control.forget_routes()
        return made

    def start(self, name: str) -> None:
        command, user = {
            "postgres": (
                [str(_POSTGRES / "postgres"), "-D", str(self.root / "pg" / "data")],
                "postgres",
            ),
            "rtpengine": (self.rtpengine.command(), "rtpengine"),
            "kamailio": (self.kamailio.command(), "kamailio"),
        }[name]
        with (self.root / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                ["setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups", *command],
                stdout=log,
                stderr=log,
                cwd="/",
            )
        wait_until(lambda: self._answers(name), seconds=30)

    def stop(self, name: str) -> None:
        process = self.running.pop(name)
        process.send_signal(signal.SIGINT if name == "postgres" else signal.SIGTERM)
        process.wait(20)

    def log(self, name: str) -> str:
        return (self.root / f"{name}.log").read_text()

    def _answers(self, name: str) -> bool:
        try:
            match name:
                case "postgres":
                    self.database().close()
                case "rtpengine":
                    self.relay.ping()
                case _:
                    self.control.ping()
        except (EngineUnavailable, psycopg.OperationalError):
            return False
        return True


def _certificate(directory: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (directory / "server.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (directory / "server.key").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    shutil.chown(directory / "server.key", group="kamailio")
    (directory / "server.key").chmod(0o640)


def _postgres(root: Path) -> None:
    home = root / "pg"
    home.mkdir()
    shutil.chown(home, "postgres", "postgres")
    subprocess.run(
        [
            *("setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"),
            *(str(_POSTGRES / "initdb"), "-D", str(home / "data"), "-A", "trust", "-N"),
        ],
        check=True,
        capture_output=True,
        cwd="/",
    )
    with (home / "data" / "postgresql.conf").open("a") as file:
        file.write(f"listen_addresses=''\nunix_socket_directories='{home}'\nfsync=off\n")


def _configs(
    root: Path, *, workers: int, longest_call: int, ring: int
) -> tuple[KamailioConfig, RtpengineConfig, int]:
    run = root / "run"
    run.mkdir()
    shutil.chown(run, "kamailio", "kamailio")
    media_port = free_port()
    rtpengine = RtpengineConfig(
        directory=root / "etc",
        address="127.0.0.1",
        control_port=free_port(),
        first_port=20000,
        last_port=21999,
    )
    plain_port = free_port()
    kamailio = KamailioConfig(
        directory=root / "etc",
        run_dir=run,
        control=run / "control.sock",
        address="127.0.0.1",
        tls_port=free_port(socket.SOCK_STREAM),
        plain_port=plain_port,
        plain_beyond_loopback=False,
        rtpengine_port=rtpengine.control_port,
        workers=workers,
        certificate=root / "server.pem",
        private_key=root / "server.key",
        script="sotto.processes.sip_edge",
        script_settings=_script_settings(root, plain_port, media_port, rtpengine.control_port),
        home=HOME,
        site_packages=Path(sysconfig.get_path("purelib")),
        ring_seconds=ring,
        longest_call_seconds=longest_call,
    )
    return kamailio, rtpengine, media_port


def _script_settings(
    root: Path, plain_port: int, media_port: int, relay_port: int
) -> dict[str, object]:
    return {
        "database": f"host={root / 'pg'} dbname=postgres user=sotto_edge",
        "events_socket": str(root / "events" / "events.sock"),
        "realm": REALM,
        "addresses": ["127.0.0.1", "localhost"],
        "plain_port": plain_port,
        "media_port": media_port,
        "relay_port": relay_port,
        "hide_code": "*31#",
        "show_code": "*30#",
    }


@contextmanager
def edge_system(
    *, workers: int = 2, longest_call: int = 3600, ring: int = 2
) -> Iterator[EdgeSystem]:
    root = Path(tempfile.mkdtemp(prefix="sotto-edge-", dir="/var/tmp"))
    root.chmod(0o755)
    (root / "events").mkdir()
    _certificate(root)
    _postgres(root)
    kamailio, rtpengine, media_port = _configs(
        root, workers=workers, longest_call=longest_call, ring=ring
    )
    system = EdgeSystem(root, kamailio, rtpengine, media_port, root / "events" / "events.sock")
    try:
        system.start("postgres")
        with system.database() as connection:
            connection.execute(_TABLES)
        rtpengine.apply()
        system.start("rtpengine")
        kamailio.apply()
        system.start("kamailio")
        yield system
    finally:
        for name in ("kamailio", "rtpengine", "postgres"):
            if name in system.running:
                system.stop(name)
        shutil.rmtree(root)
