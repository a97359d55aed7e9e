"""The one table of services."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sotto.processes.setup import engines
from sotto.settings.configuration import HOME, Configuration


@dataclass(frozen=True)
class Service:
    """One process that is always there.

    after: services that start before it; it still waits for them by itself when they go away.
    stops_within: then it is killed. watches: files and folders; when their content changes, the
    next bin/up restarts it. writes: folders, for systemd's protection of the file system.
    """

    name: str
    summary: str
    user: str
    command: tuple[str, ...]
    after: tuple[str, ...] = ()
    watches: tuple[Path, ...] = ()
    writes: tuple[Path, ...] = ()
    stop_signal: str = "TERM"
    stops_within: timedelta = timedelta(seconds=10)
    open_files: int = 4096
    capabilities: tuple[str, ...] = ()  # Of root's rights, for systemd; none for all but one.
    niceness: int = 0  # Below zero for what must be on time: a packet is due every 20 ms.

    @property
    def reads_settings(self) -> bool:
        """Our own programs do, once, when they start; engines have files rendered from them."""
        return self.command[1:3] == ("-P", "-m")


def services(configuration: Configuration, *, home: Path = HOME) -> list[Service]:
    """Every service, in the order of starting."""
    app, run = configuration.app_user, configuration.run_dir
    etc, certificates = configuration.rendered_dir, configuration.certificates_dir
    python = str(home / ".venv" / "bin" / "python")
    code, lock = home / "sotto", home / "requirements.lock"
    files = configuration.files_dir
    witness = () if configuration.witness_dir is None else (configuration.witness_dir,)
    backups = () if configuration.backup_dir is None else (configuration.backup_dir,)

    second = configuration.keyring_replica_dir
    replica = () if second is None else (second,)

    def ours(name: str) -> tuple[str, ...]:
        return (python, "-P", "-m", f"sotto.processes.{name}")

    return [
        Service(
            "postgres",
            "Sotto's database",
            "postgres",
            ("/usr/lib/postgresql/15/bin/postgres", "-D", str(configuration.postgres_dir)),
            watches=tuple(
                configuration.postgres_dir / name
                for name in ("postgresql.conf", "pg_hba.conf", "pg_ident.conf")
            ),
            writes=(configuration.postgres_dir, configuration.postgres_socket_dir),
            stop_signal="INT",  # Ends sessions and stops cleanly; TERM would wait for them.
            stops_within=timedelta(seconds=30),
        ),
        Service(
            "keyring",
            "Sotto's key service",
            configuration.keyring_user,
            ours("keyring"),
            watches=(code / "keyring", code / "lib", code / "processes" / "keyring.py", lock),
            writes=(configuration.keyring_dir, configuration.keyring_socket.parent, *replica),
        ),
        Service(
            "call_events",
            "Sotto's call detail",
            app,
            ours("call_events"),
            after=("postgres", "keyring"),
            watches=(code, lock),
            writes=(configuration.call_events_socket.parent,),
        ),
        Service(
            "rtpengine",
            "Sotto's media relay",
            "rtpengine",
            tuple(engines.rtpengine(configuration).command()),
            watches=(etc / "rtpengine",),
            writes=(run / "rtpengine",),
            open_files=65536,
            niceness=-10,
        ),
        Service(
            "media",
            "Sotto's voice mail and announcements",
            app,
            ours("media"),
            after=("postgres", "keyring", "rtpengine"),
            watches=(code, lock, configuration.prompts_dir),
            writes=(files, run / "web"),
            stops_within=timedelta(seconds=20),
            open_files=65536,
            niceness=-10,
        ),
        Service(
            "kamailio",
            "Sotto's SIP edge",
            "kamailio",
            tuple(engines.kamailio(configuration, home=home).command()),
            after=("postgres", "rtpengine"),
            watches=(
                etc / "kamailio",
                certificates / "server.pem",
                code / "processes" / "sip_edge",
                code / "features" / "calls" / "rules.py",
                code / "lib",
                lock,
            ),
            writes=(configuration.kamailio_control.parent,),
            stops_within=timedelta(seconds=20),
            open_files=65536,
            niceness=-5,
        ),
        Service(
            "web",
            "Sotto's pages",
            app,
            ours("web"),
            after=("postgres", "keyring"),
            watches=(code, lock, home / "package-lock.json", certificates / "server.pem"),
            writes=(files, run / "web"),
            open_files=16384,
        ),
        Service(
            "inspector",
            "Sotto's search for what should not be there",
            "root",
            ours("inspector"),
            after=("postgres",),
            watches=(code / "processes" / "inspector.py", code / "lib", lock),
            writes=(configuration.inspector_socket.parent,),
            capabilities=("CAP_DAC_READ_SEARCH",),
            niceness=10,
        ),
        Service(
            "jobs",
            "Sotto's deferred work",
            app,
            ours("jobs"),
            after=("postgres", "keyring"),
            watches=(code, lock),
            writes=(files, run / "web", configuration.audit_dir, *witness, *backups),
            stops_within=timedelta(seconds=30),
        ),
    ]


def guardian(configuration: Configuration, *, home: Path = HOME) -> Service:
    """Brings supervisord back when it dies, where systemd does not."""
    python = str(home / ".venv" / "bin" / "python")
    conf = str(configuration.rendered_dir / "supervisord.conf")
    pid_file = str(configuration.run_dir / "supervisor" / "supervisord.pid")
    command = (python, "-P", "-m", "sotto.processes.setup.guardian", conf, pid_file)
    return Service("guardian", "Watches supervisord", "root", command)
