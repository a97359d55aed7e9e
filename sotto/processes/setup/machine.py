"""What Sotto asks of the kernel, and of systemd where there is one."""

import subprocess
from pathlib import Path

from sotto.processes.setup.progress import console
from sotto.settings.configuration import HOME, Configuration

RECEIVE_BUFFER = Path("/proc/sys/net/core/rmem_max")
WANTED_BYTES = 4 * 1024**2  # Less drops SIP over UDP at some hundred calls a second.
SYSCTL = Path("/etc/sysctl.d/60-sotto.conf")

SYSTEMD = Path("/run/systemd/system")
UNIT = Path("/etc/systemd/system/sotto.service")
UNIT_TEXT = """\
# Written by Sotto's set-up: starts the supervisor, and so every service, with the machine.
[Unit]
Description=Sotto
After=network-online.target
Wants=network-online.target
StartLimitIntervalSec=0

[Service]
ExecStart={supervisord} --nodaemon --configuration {conf}
Restart=always
RestartSec=1
KillMode=mixed
TimeoutStopSec=120
LimitCORE=0

[Install]
WantedBy=multi-user.target
"""


def is_under_systemd(configuration: Configuration) -> bool:
    """Whether systemd keeps the supervisor; a second system beside it keeps its own."""
    return SYSTEMD.is_dir() and configuration.state_dir == HOME / "var"


def start_unit(conf: Path) -> None:
    """Install, enable and start the unit. Raises CalledProcessError."""
    text = UNIT_TEXT.format(supervisord=HOME / ".venv" / "bin" / "supervisord", conf=conf)
    if not UNIT.exists() or UNIT.read_text() != text:
        UNIT.write_text(text)
        _systemctl("daemon-reload")
    _systemctl("enable", "--quiet", UNIT.name)
    _systemctl("restart", UNIT.name)


def stop_unit() -> None:
    """Until the next start of the machine, or of bin/up."""
    if UNIT.exists():
        _systemctl("stop", UNIT.name)


def _systemctl(*arguments: str) -> None:
    command = ["/usr/bin/systemctl", *arguments]
    subprocess.run(command, check=True, capture_output=True, text=True)


def raise_socket_buffers() -> None:
    """Allow large receive buffers, now and after a reboot; go on where that is not permitted."""
    try:
        if int(RECEIVE_BUFFER.read_text()) < WANTED_BYTES:
            RECEIVE_BUFFER.write_text(f"{WANTED_BYTES}\n")
            SYSCTL.write_text(f"net.core.rmem_max = {WANTED_BYTES}\n")
    except OSError:
        console.print(
            "  note: net.core.rmem_max cannot be raised here; busy hours may lose packets"
        )
