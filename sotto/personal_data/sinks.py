"""Where personal data can be besides tables: files, logs, queues, sockets, an engine's memory.

Each is declared here or a guard fails: what it holds, and why that is bearable. A table says it
beside its columns instead. Requirement PBX-01, PBX-04.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    FOLDER = "folder"
    LOG = "log stream"
    QUEUE = "queue"
    SOCKET = "socket"
    MEMORY = "engine memory"


@dataclass(frozen=True, slots=True)
class Sink:
    """`name` as in the settings, the table of services, or the engine's configuration."""

    kind: Kind
    name: str
    holds: str
    protection: str


_IDS: Final = "fixed events and ids"
_CHECKED: Final = "no personal data by rule; an AST check and the canary look"
_PEER: Final = "Unix socket; the kernel says who is there"

SINKS: Final = (
    # Folders of the state.
    Sink(Kind.FOLDER, "files_dir", "greetings and messages", "sealed chunk by chunk"),
    Sink(Kind.FOLDER, "before_dir", "sealed files before a restore", "sealed; gone once confirmed"),
    Sink(Kind.FOLDER, "drill_dir", "a restored backup", "sealed; gone when the drill ends"),
    Sink(Kind.FOLDER, "backup_dir", "backups", "sealed rows and files, inside age"),
    Sink(Kind.FOLDER, "audit_dir", "audit entries: pseudonyms", "details sealed; tiles are hashes"),
    Sink(Kind.FOLDER, "witness_dir", "signed checkpoints", "no person in it"),
    Sink(Kind.FOLDER, "postgres_dir", "tables", "sealed columns; clear copies UNLOGGED only"),
    Sink(Kind.FOLDER, "keyring_dir", "wrapped keys, pseudonyms", "one system user; epochs"),
    Sink(Kind.FOLDER, "keyring_replica_dir", "the same once more", "one system user; epochs"),
    Sink(Kind.FOLDER, "log_dir", "the log streams below", _CHECKED),
    Sink(Kind.FOLDER, "rendered_dir", "engine configuration", "no person in it"),
    Sink(Kind.FOLDER, "prompts_dir", "announcements", "no person in it"),
    Sink(Kind.FOLDER, "certificates_dir", "the server's names", "no person in it"),
    Sink(Kind.FOLDER, "run_dir", "sockets and process ids", "no content"),
    Sink(Kind.FOLDER, "postgres_socket_dir", "a socket", "no content"),
    # Logs.
    Sink(Kind.LOG, "postgres", "start and stop", "no statement, parameter or error text"),
    Sink(Kind.LOG, "keyring", _IDS, _CHECKED),
    Sink(Kind.LOG, "call_events", _IDS, _CHECKED),
    Sink(Kind.LOG, "rtpengine", "critical lines only", "lower levels would quote addresses"),
    Sink(Kind.LOG, "media", _IDS, _CHECKED),
    Sink(Kind.LOG, "kamailio", "level, module and place", "a filter drops the rest"),
    Sink(Kind.LOG, "web", _IDS, "no access log; " + _CHECKED),
    Sink(Kind.LOG, "inspector", _IDS, _CHECKED),
    Sink(Kind.LOG, "jobs", _IDS, _CHECKED),
    # Queues.
    Sink(Kind.QUEUE, "events", "call detail not yet stored", "Kamailio's memory; never a disk"),
    Sink(Kind.QUEUE, "mailbox_changed", "a person's id", "NOTIFY"),
    Sink(Kind.QUEUE, "routes_changed", "a tenant's id", "NOTIFY"),
    # Sockets.
    Sink(Kind.SOCKET, "sip_tls", "signalling with telephones", "TLS 1.2 or 1.3"),
    Sink(Kind.SOCKET, "sip_plain", "signalling inside", "loopback, unless `plain_sip`"),
    Sink(Kind.SOCKET, "web", "pages", "TLS 1.2 or 1.3"),
    Sink(Kind.SOCKET, "media_sip", "signalling to voice mail", "loopback"),
    Sink(Kind.SOCKET, "rtpengine_control", "session descriptions, SRTP keys", "loopback"),
    Sink(Kind.SOCKET, "media_first", "voice", "SRTP, unless the tenant allows plain"),
    Sink(Kind.SOCKET, "media_last", "voice", "SRTP, unless the tenant allows plain"),
    Sink(Kind.SOCKET, "media_app_first", "voice to voice mail", "loopback"),
    Sink(Kind.SOCKET, "media_app_last", "voice to voice mail", "loopback"),
    Sink(Kind.SOCKET, "keyring_socket", "data keys", _PEER),
    Sink(Kind.SOCKET, "call_events_socket", "call detail", _PEER),
    Sink(Kind.SOCKET, "inspector_socket", "names of files and tables", _PEER),
    Sink(Kind.SOCKET, "kamailio_control", "addresses of record", "folder of two system users"),
    # Kamailio's shared tables.
    Sink(Kind.MEMORY, "edge", "a generation", "no person in it"),
    Sink(Kind.MEMORY, "hidden", "whom a hidden caller calls", "until it rings, else 5 minutes"),
    Sink(Kind.MEMORY, "nonces", "nonces", "40 s"),
    Sink(Kind.MEMORY, "wrong", "device names that failed", "10 min"),
    Sink(Kind.MEMORY, "locked", "device names that are locked", "10 min"),
    Sink(Kind.MEMORY, "sources", "device names and IP addresses", "an hour, never a disk"),
    Sink(Kind.MEMORY, "location", "contacts: IP addresses", "db_mode 0: never a disk"),
)


def named(kind: Kind) -> set[str]:
    return {sink.name for sink in SINKS if sink.kind is kind}
