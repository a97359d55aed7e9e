"""The table as supervisord reads it."""

import hashlib
import shlex
from collections.abc import Iterable, Sequence
from pathlib import Path

from sotto.processes.supervision.table import Service
from sotto.settings.configuration import HOME, Configuration


def render(
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
        *(service.name, str(configuration.state_dir), service.user),
        *(str(service.open_files), str(service.niceness)),
        *service.command,
    ]
    marks = {"SOTTO_CONTENT": digest(service.watches)} | environment
    if service.reads_settings:
        settings = configuration.model_dump_json().encode()
        marks["SOTTO_SETTINGS"] = hashlib.sha256(settings).hexdigest()[:16]
    return f"""\
[program:{service.name}]
command = {shlex.join(launch).replace("%", "%%")}
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
