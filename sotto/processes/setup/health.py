"""Whether each service answers: asked the way its neighbours would ask."""

import socket
import ssl
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import psycopg

from sotto.engines.inspector import health as inspector
from sotto.engines.inspector.config import InspectorConfig
from sotto.engines.kamailio import health as kamailio
from sotto.engines.kamailio.client import KamailioClient
from sotto.engines.rtpengine import health as rtpengine
from sotto.engines.rtpengine.client import RtpengineClient
from sotto.engines.sip_agent import health as sip_agent
from sotto.engines.sip_agent.config import SipAgentConfig
from sotto.keyring.client import KeyringClient, KeyringUnavailable
from sotto.processes.setup import database
from sotto.processes.setup.preflight import Objection
from sotto.settings.configuration import Configuration

POLL_SECONDS = 0.1
ANSWER_SECONDS = 3.0
Probe = Callable[[Configuration], bool]


def wait_until_healthy(
    configuration: Configuration,
    names: list[str],
    *,
    within: timedelta,
    on_ready: Callable[[str], None],
) -> None:
    """Returns when all answer; on_ready is told each name as it does. Raises Objection."""
    limit = time.monotonic() + within.total_seconds()
    waiting = list(names)
    while waiting:
        for name in [name for name in waiting if is_healthy(configuration, name)]:
            waiting.remove(name)
            on_ready(name)
        if waiting and time.monotonic() > limit:
            logs = ", ".join(str(configuration.log_dir / f"{name}.log") for name in waiting)
            raise Objection(f"These do not answer: {', '.join(waiting)}. Their logs: {logs}")
        time.sleep(POLL_SECONDS if waiting else 0)


def is_healthy(configuration: Configuration, name: str) -> bool:
    try:
        return PROBES[name](configuration)
    except (OSError, psycopg.OperationalError):
        return False


def postgres_answers(configuration: Configuration) -> bool:
    with database.connect(configuration) as connection:
        return connection.execute("SELECT NOT pg_is_in_recovery()").fetchone() == (True,)


def _accepts(path: Path) -> bool:
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)) as client:
        client.settimeout(ANSWER_SECONDS)
        client.connect(str(path))
    return True


def keyring_answers(configuration: Configuration) -> bool:
    """It has opened its store and gives out keys."""
    client = KeyringClient(
        configuration.keyring_socket, configuration.keyring_generation, timeout=ANSWER_SECONDS
    )
    try:
        status = client.status()
    except KeyringUnavailable:
        return False
    finally:
        client.close()
    return status["state"] == "open" and not status["must_replay"]


def call_events_answers(configuration: Configuration) -> bool:
    return _accepts(configuration.call_events_socket)


def inspector_answers(configuration: Configuration) -> bool:
    return inspector.listens(InspectorConfig(configuration.inspector_socket))


def rtpengine_answers(configuration: Configuration) -> bool:
    return rtpengine.is_healthy(RtpengineClient(configuration.ports.rtpengine_control))


def media_answers(configuration: Configuration) -> bool:
    return sip_agent.answers(SipAgentConfig(port=configuration.ports.media_sip))


def _completes_tls(configuration: Configuration, port: int) -> bool:
    """Whether TLS succeeds on this port, with the certificate that our authority signed."""
    context = ssl.create_default_context(cafile=str(configuration.certificates_dir / "ca.pem"))
    address = (str(configuration.address), port)
    with (
        socket.create_connection(address, timeout=ANSWER_SECONDS) as plain,
        context.wrap_socket(plain, server_hostname=configuration.host_name) as secured,
    ):
        return secured.version() in ("TLSv1.2", "TLSv1.3")


def kamailio_answers(configuration: Configuration) -> bool:
    """Its control answers, and a phone could connect."""
    control = KamailioClient(configuration.kamailio_control)
    return kamailio.is_healthy(control) and _completes_tls(
        configuration, configuration.ports.sip_tls
    )


def web_answers(configuration: Configuration) -> bool:
    return _completes_tls(configuration, configuration.ports.web)


def jobs_run(configuration: Configuration) -> bool:
    """The worker keeps a session with the database, by the name that it was launched with."""
    query = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'sotto-jobs'"
    with database.connect(configuration) as connection:
        found = connection.execute(query).fetchone()
    return found is not None and found[0] > 0


PROBES: Mapping[str, Probe] = {
    "postgres": postgres_answers,
    "keyring": keyring_answers,
    "call_events": call_events_answers,
    "rtpengine": rtpengine_answers,
    "media": media_answers,
    "kamailio": kamailio_answers,
    "web": web_answers,
    "inspector": inspector_answers,
    "jobs": jobs_run,
}
