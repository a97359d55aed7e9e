"""Probes of the audit trail, of backups, and of whether everything runs."""

import re
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from socket import AF_UNIX, SOCK_STREAM, create_connection, socket

from django.conf import settings

from sotto.engines.kamailio import health as kamailio
from sotto.engines.kamailio.client import KamailioClient
from sotto.engines.rtpengine import health as rtpengine
from sotto.engines.rtpengine.client import RtpengineClient
from sotto.engines.sip_agent import health as sip_agent
from sotto.engines.sip_agent.config import SipAgentConfig
from sotto.lib import disks
from sotto.trust.audit import queries as trail
from sotto.trust.audit.services import trail_state, verify_trail
from sotto.trust.document.rules import Finding, broken, holds_if, none_of
from sotto.trust.document.services.probes.database import rows
from sotto.trust.document.services.probes.wire import mode_of
from sotto.trust.document.services.probing import now, probe
from sotto.trust.tenants.services import current_tenant

_ACTOR = re.compile(r"system|uid:\d+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_VERIFIED_WHOLE = 20_000  # Longer trails are verified by their own job; its last result counts.
_VERIFIED_WITHIN = timedelta(days=1)
_SIGNED_WITHIN = timedelta(seconds=60)
_WAITS_AT_MOST = timedelta(minutes=10)
_HOME = Path(__file__).resolve().parents[5]


@probe("audit.whole", everywhere=False)
def whole() -> Finding:
    """Short trails are recomputed here; of long ones the last verification counts."""
    size = trail_state().size
    if size > _VERIFIED_WHOLE:
        return _last_verification(size)
    findings = verify_trail(current_tenant())
    return none_of(
        (f"from entry {fault.first} on" for fault in findings.faults),
        looked_at=f"{findings.rows} rows, {findings.checkpoints} checkpoints",
        entries=findings.size,
    )


def _last_verification(size: int) -> Finding:
    last = trail.last_verification()
    if last is None or last.finished_at is None:
        return broken("never verified", entries=size)
    recent = timedelta(0) <= now() - last.finished_at <= _VERIFIED_WITHIN
    return holds_if(
        true=recent and bool(last.outcome.get("is_sound")),
        measured=f"verified {last.finished_at:%Y-%m-%d %H:%M} UTC",
        entries=size,
    )


@probe("audit.signed", everywhere=False)
def signed() -> Finding:
    state = trail_state()
    if state.signed_at is None:
        return broken("never signed", waiting=state.waiting, seconds="?")
    age = now() - state.signed_at
    fresh = age <= _SIGNED_WITHIN or not state.waiting
    return holds_if(
        true=fresh,
        measured=f"signed {state.signed_at:%H:%M:%S} UTC",
        waiting=state.waiting,
        seconds=int(age.total_seconds()),
    )


@probe("audit.witness", everywhere=False)
def witness() -> Finding:
    state, path = trail_state().witness, settings.SOTTO.witness_dir
    if path is not None and disks.is_same(path, settings.SOTTO.state_dir):
        return broken("on the same disk as the trail", witness="the same disk")
    return holds_if(
        true=state == "current", measured=f"witness: {state.value}", witness=state.value
    )


@probe("audit.pseudonyms", everywhere=False)
def pseudonyms() -> Finding:
    found = rows("SELECT actor FROM audit_entry ORDER BY sequence DESC LIMIT 1000")
    wrong = sum(not _ACTOR.fullmatch(actor) for (actor,) in found)
    return holds_if(true=not wrong, measured=f"{wrong} name more", entries=len(found))


@probe("audit.folder")
def folder() -> Finding:
    return mode_of(settings.SOTTO.audit_dir, allowed=0o750)


@probe("operation.services")
def services() -> Finding:
    """Each is asked the way its neighbours ask; a port that opens is enough for the pages."""
    configuration = settings.SOTTO
    asked = {
        "kamailio": kamailio.is_healthy(KamailioClient(configuration.kamailio_control)),
        "rtpengine": rtpengine.is_healthy(RtpengineClient(configuration.ports.rtpengine_control)),
        "call_events": _listens(configuration.call_events_socket),
        "media": sip_agent.answers(SipAgentConfig(port=configuration.ports.media_sip)),
        "keyring": _listens(configuration.keyring_socket),
        "inspector": _listens(configuration.inspector_socket),
        "web": _opens(configuration.ports.web),
    }
    return none_of(
        (name for name, answers in asked.items() if not answers),
        looked_at="whether each answers",
        services=", ".join(asked),
    )


def _listens(path: Path) -> bool:
    with suppress(OSError), socket(AF_UNIX, SOCK_STREAM) as asked:
        asked.settimeout(2)
        asked.connect(str(path))
        return True
    return False


def _opens(port: int) -> bool:
    with suppress(OSError), create_connection((str(settings.SOTTO.address), port), timeout=2):
        return True
    return False


@probe("operation.jobs")
def jobs() -> Finding:
    minutes = int(_WAITS_AT_MOST.total_seconds() // 60)
    [(waiting,)] = rows(
        "SELECT count(*) FROM procrastinate_jobs j WHERE status = 'todo' "
        "AND coalesce(scheduled_at, now()) <= now() AND EXISTS (SELECT 1 FROM "
        "procrastinate_events e WHERE e.job_id = j.id AND e.at < now() - %s)",
        [_WAITS_AT_MOST],
    )
    return holds_if(true=not waiting, measured=f"{waiting} wait longer", minutes=minutes)


@probe("operation.failed")
def failed() -> Finding:
    found = rows(
        "SELECT task_name, count(*) FROM procrastinate_jobs WHERE status = 'failed' "
        "GROUP BY task_name"
    )
    return none_of((f"{task} ({count})" for task, count in found), looked_at="failed jobs")


@probe("operation.vulnerabilities")
def vulnerabilities() -> Finding:
    text = (_HOME / "SECURITY.md").read_text()
    return holds_if(true="report" in text.lower(), measured=f"SECURITY.md, {len(text)} characters")
