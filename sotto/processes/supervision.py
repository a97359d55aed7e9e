"""The one table of services, rendered to supervisord for `bin/up` and to systemd units.

`python -m sotto.processes.supervision` writes the units into deploy/systemd.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sotto.settings.configuration import HOME, Configuration

UNITS_FOLDER = HOME / "deploy" / "systemd"
INSTALLED = Path("/opt/sotto")


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


def services(configuration: Configuration, *, home: Path = HOME) -> list[Service]:
    """Every service, in the order of starting."""
    app, run = configuration.app_user, configuration.run_dir
    etc, certificates = configuration.rendered_dir, configuration.certificates_dir
    python = str(home / ".venv" / "bin" / "python")
    code, lock = home / "sotto", home / "requirements.lock"
    files = configuration.files_dir

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
            writes=(configuration.keyring_dir, configuration.keyring_socket.parent),
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
            ("/usr/bin/rtpengine", f"--config-file={etc / 'rtpengine' / 'rtpengine.conf'}"),
            watches=(etc / "rtpengine",),
            writes=(run / "rtpengine",),
            open_files=65536,
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
        ),
        Service(
            "kamailio",
            "Sotto's SIP edge",
            "kamailio",
            ("/usr/sbin/kamailio", "-DD", "-E", "-f", str(etc / "kamailio" / "kamailio.cfg")),
            after=("postgres", "rtpengine"),
            watches=(
                etc / "kamailio",
                certificates / "server.pem",
                code / "processes" / "sip_edge.py",
                code / "features" / "calls" / "rules.py",
                code / "lib",
                lock,
            ),
            writes=(configuration.kamailio_control.parent,),
            stops_within=timedelta(seconds=20),
            open_files=65536,
        ),
        Service(
            "web",
            "Sotto's pages",
            app,
            ours("web"),
            after=("postgres", "keyring"),
            watches=(code, lock, certificates / "server.pem"),
            writes=(files, run / "web"),
            open_files=16384,
        ),
        Service(
            "jobs",
            "Sotto's deferred work",
            app,
            ours("jobs"),
            after=("postgres", "keyring"),
            watches=(code, lock),
            writes=(files, run / "web"),
            stops_within=timedelta(seconds=30),
        ),
    ]


def guardian(configuration: Configuration, *, home: Path = HOME) -> Service:
    """Brings supervisord back when it dies, where systemd does not."""
    python = str(home / ".venv" / "bin" / "python")
    conf = str(configuration.rendered_dir / "supervisord.conf")
    command = (python, "-P", "-m", "sotto.processes.setup.guardian", conf)
    return Service("guardian", "Watches supervisord", "root", command)


def supervisord_conf(
    table: Sequence[Service],
    configuration: Configuration,
    *,
    environment: dict[str, str],
    home: Path = HOME,
) -> str:
    """A changed section is what makes `supervisorctl update` restart a service."""
    socket = configuration.run_dir / "supervisor" / "supervisor.sock"
    log = configuration.log_dir
    head = f"""\
; Written by set-up from sotto/processes/supervision.py.
[unix_http_server]
file = {socket}
chmod = 0700

[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface

[supervisorctl]
serverurl = unix://{socket}

[supervisord]
logfile = {log / "supervisord.log"}
logfile_maxbytes = 10MB
logfile_backups = 3
loglevel = info
pidfile = {configuration.run_dir / "supervisor" / "supervisord.pid"}
childlogdir = {log}
directory = /
minfds = 1024
umask = 022
user = root
"""
    sections = [
        _program(service, place, configuration, environment, home)
        for place, service in enumerate(table)
    ]
    return "\n".join([head, *sections])


def _program(
    service: Service,
    place: int,
    configuration: Configuration,
    environment: dict[str, str],
    home: Path,
) -> str:
    """One section. With startsecs = 0, what ends is started again after a second, for ever."""
    launch = [
        str(home / ".venv" / "bin" / "python"),
        *("-P", "-m", "sotto.processes.setup.launch"),
        *(service.name, str(configuration.state_dir), service.user, str(service.open_files)),
        *service.command,
    ]
    marks = {"SOTTO_CONTENT": digest(service.watches)} | environment
    return f"""\
[program:{service.name}]
command = {" ".join(launch)}
priority = {(place + 1) * 10}
autorestart = true
startsecs = 0
startretries = 1000000
stopsignal = {service.stop_signal}
stopwaitsecs = {service.stops_within.seconds}
killasgroup = true
redirect_stderr = true
stdout_logfile = {configuration.log_dir / (service.name + ".log")}
stdout_logfile_maxbytes = 10MB
stdout_logfile_backups = 5
environment = {",".join(f'{name}="{value}"' for name, value in sorted(marks.items()))}
"""


def digest(paths: Iterable[Path]) -> str:
    """Of the content of all files, tests and byte code excepted; absent ones count as empty."""
    total = hashlib.sha256()
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file() and not {"tests", "__pycache__", "vendor"} & set(file.parts):
                total.update(f"{file}\0".encode() + hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()[:16]


def systemd_units(*, home: Path = INSTALLED) -> dict[str, str]:
    """File name → unit, for a machine where systemd itself supervises each service."""
    configuration = Configuration(state_dir=home / "var")
    table = services(configuration, home=home)
    units = {f"sotto-{service.name}.service": _unit(service, home) for service in table}
    wants = " ".join(units)
    units["sotto.target"] = (
        "# Written by `python -m sotto.processes.supervision`.\n"
        "[Unit]\nDescription=Sotto, all services\n"
        f"Wants={wants}\n\n[Install]\nWantedBy=multi-user.target\n"
    )
    return units


def _unit(service: Service, home: Path) -> str:
    after = " ".join(
        ["network-online.target", *(f"sotto-{name}.service" for name in service.after)]
    )
    return f"""\
# Written by `python -m sotto.processes.supervision`.
[Unit]
Description={service.summary}
After={after}
Wants=network-online.target
PartOf=sotto.target
StartLimitIntervalSec=0

[Service]
User={service.user}
ExecStart={" ".join(service.command)}
Environment=SOTTO_CONFIG={home}/sotto.toml
Restart=always
RestartSec=1
KillSignal=SIG{service.stop_signal}
KillMode=mixed
TimeoutStopSec={service.stops_within.seconds}
LimitNOFILE={service.open_files}
LimitCORE=0
UMask=0007
ReadWritePaths={" ".join(str(path) for path in service.writes)}
{HARDENING}"""


HARDENING = """\
CapabilityBoundingSet=
LockPersonality=yes
NoNewPrivileges=yes
PrivateDevices=yes
PrivateTmp=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHome=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectSystem=strict
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native

[Install]
WantedBy=sotto.target
"""


def main() -> None:
    UNITS_FOLDER.mkdir(parents=True, exist_ok=True)
    for name, content in systemd_units().items():
        (UNITS_FOLDER / name).write_text(content)


if __name__ == "__main__":
    main()
