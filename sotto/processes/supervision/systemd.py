"""The table as systemd units, for a machine where systemd supervises each service.

`python -m sotto.processes.supervision.systemd` writes them into deploy/systemd.
"""

from pathlib import Path

from sotto.processes.supervision.table import Service, services
from sotto.settings.configuration import HOME, Configuration

UNITS_FOLDER = HOME / "deploy" / "systemd"
INSTALLED = Path("/opt/sotto")
WRITTEN = "# Written by `python -m sotto.processes.supervision.systemd`."


def units(*, home: Path = INSTALLED) -> dict[str, str]:
    """File name → unit, for a machine where systemd itself supervises each service."""
    configuration = Configuration(state_dir=home / "var")
    table = services(configuration, home=home)
    named = {f"sotto-{service.name}.service": _unit(service, home) for service in table}
    wants = " ".join(named)
    named["sotto.target"] = (
        f"{WRITTEN}\n"
        "[Unit]\nDescription=Sotto, all services\n"
        f"Wants={wants}\n\n[Install]\nWantedBy=multi-user.target\n"
    )
    return named


def _unit(service: Service, home: Path) -> str:
    after = " ".join(
        ["network-online.target", *(f"sotto-{name}.service" for name in service.after)]
    )
    return f"""\
{WRITTEN}
[Unit]
Description={service.summary}
After={after}
Wants=network-online.target
PartOf=sotto.target
StartLimitIntervalSec=0

[Service]
User={service.user}
ExecStart={" ".join(map(_quoted, service.command))}
Environment=SOTTO_CONFIG={home}/sotto.toml
Restart=always
RestartSec=1
KillSignal=SIG{service.stop_signal}
KillMode=mixed
TimeoutStopSec={service.stops_within.seconds}
LimitNOFILE={service.open_files}
Nice={service.niceness}
LimitCORE=0
UMask=0007
ReadWritePaths={" ".join(str(path) for path in service.writes)}
{_hardening(service)}"""


def _hardening(service: Service) -> str:
    """As for all; who must read what belongs to others keeps that one capability."""
    if not service.capabilities:
        return HARDENING
    kept = f"CapabilityBoundingSet={' '.join(service.capabilities)}"
    hardened = HARDENING.replace("CapabilityBoundingSet=", kept)
    return hardened.replace("PrivateTmp=yes", "PrivateTmp=no")


def _quoted(word: str) -> str:
    """As systemd reads it: a percent sign, a dollar and a backslash stand for themselves."""
    for special, escaped in (("\\", "\\\\"), ('"', '\\"'), ("%", "%%"), ("$", "$$")):
        word = word.replace(special, escaped)
    return f'"{word}"' if set(word) & set(" \"'\\;") else word


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
    for name, content in units().items():
        (UNITS_FOLDER / name).write_text(content)


if __name__ == "__main__":
    main()
