"""Kamailio's configuration: rendered from templates, checked by Kamailio, applied when changed."""

import json
import shlex
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Any, Final

PROGRAM: Final = "/usr/sbin/kamailio"
MODULES: Final = "/usr/lib/x86_64-linux-gnu/kamailio/modules"
_TEMPLATES: Final = files("sotto.engines.kamailio") / "templates"
_LONGEST_REGISTRATION: Final = 3600
_LOG_LINE: Final = (  # Level, module, place and function; the rest may quote a message.
    r"s/^ *[0-9]+\([0-9]+\) ((ALERT|BUG|CRITICAL|ERROR|WARNING): "
    r"<?[a-z0-9_]+>? \[[a-zA-Z0-9_.\/-]+:[0-9]+\]: [a-zA-Z0-9_]+\(\)).*$/\1/p;/^\{\"time\": /p"
)


class ConfigRefused(Exception):  # The engine's own check said no.
    """The text names files and lines of the configuration; no person's data stands there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KamailioConfig:
    """All that differs between two installations."""

    directory: Path  # Where the rendered files go.
    run_dir: Path  # Owned by Kamailio's user; holds the control socket.
    control: Path
    address: str  # IPv4; the loopback is always listened on as well.
    tls_port: int
    plain_port: int  # UDP.
    plain_beyond_loopback: bool
    rtpengine_port: int
    workers: int  # For UDP, and as many for TCP and TLS.
    certificate: Path  # Chain, PEM.
    private_key: Path  # Readable by Kamailio's group, 0640.
    script: str  # Module with `load(ksr, settings)`.
    script_settings: Mapping[str, Any]
    home: Path  # What the module is imported from.
    site_packages: Path
    ring_seconds: int = 20
    longest_call_seconds: int = 12 * 3600  # A call whose end nobody told is ended then.
    connections: int = 20_000
    shared_memory_mb: int = 2048  # Reserved, not touched: it costs nothing until it is used.
    private_memory_mb: int = 32

    @property
    def main_file(self) -> Path:
        return self.directory / "kamailio.cfg"

    def render(self) -> dict[Path, str]:
        """File to contents."""
        values = {
            "workers": self.workers,
            "connections": self.connections,
            "lifetime": _LONGEST_REGISTRATION + 60,
            "listen": "\n".join(f"listen={socket}" for socket in self._sockets()),
            "modules": MODULES,
            "control": self.control,
            "tls_config": self.directory / "tls.cfg",
            "ring_ms": self.ring_seconds * 1000,
            "longest_call": self.longest_call_seconds,
            "rtpengine": self.rtpengine_port,
            "script": self.directory / "edge.py",
        }
        edge = {
            "site_packages": self.site_packages,
            "home": self.home,
            "script": self.script,
            "settings": json.dumps(dict(self.script_settings), sort_keys=True),
        }
        keys = {"private_key": self.private_key, "certificate": self.certificate}
        return {
            self.main_file: _filled("kamailio.cfg", values),
            self.directory / "tls.cfg": _filled("tls.cfg", keys),
            self.directory / "edge.py": _filled("edge.py.template", edge),
        }

    def apply(self) -> bool:
        """Write what changed and check it. Returns whether Kamailio must be restarted.

        Raises ConfigRefused, with the old files still in place.
        """
        changed = {
            path: text
            for path, text in self.render().items()
            if not path.exists() or path.read_text() != text
        }
        if not changed:
            return False
        self.directory.mkdir(parents=True, exist_ok=True)
        before = {path: path.read_text() for path in changed if path.exists()}
        _write(changed)
        try:
            self.check()
        except ConfigRefused:
            for path in changed.keys() - before.keys():
                path.unlink()
            _write(before)
            raise
        return True

    def check(self) -> None:
        """Kamailio's own check of the rendered files. Raises ConfigRefused."""
        done = subprocess.run(
            [PROGRAM, "-c", "-f", str(self.main_file), "-Y", str(self.directory)],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise ConfigRefused(done.stderr[-2000:])

    def command(self) -> list[str]:
        """How to run it in the foreground, as its own user, with nothing personal in its log.

        The shell replaces itself by Kamailio; a filter beside it ends when Kamailio does. The
        filter is nobody's child (`&`): Kamailio waits for its children before it ends.
        """
        kamailio = [
            *(PROGRAM, "-DD", "-E", "-f", str(self.main_file), "-Y", str(self.run_dir)),
            *("-P", str(self.run_dir / "kamailio.pid")),
            *("-m", str(self.shared_memory_mb), "-M", str(self.private_memory_mb)),
            *("-x", "tlsf", "-X", "tlsf"),  # The default searched for a fifth of its time.
        ]
        words = f"sed -unE {shlex.quote(_LOG_LINE)} <&0 >&2 &"
        return ["/bin/bash", "-c", f"exec {shlex.join(kamailio)} > /dev/null 2> >({words})"]

    def _sockets(self) -> list[str]:
        addresses = dict.fromkeys(["127.0.0.1", self.address])
        plain = addresses if self.plain_beyond_loopback else ["127.0.0.1"]
        return [
            *(f"udp:{address}:{self.plain_port}" for address in plain),
            *(f"tls:{address}:{self.tls_port}" for address in addresses),
        ]


def _filled(template: str, values: Mapping[str, object]) -> str:
    return Template((_TEMPLATES / template).read_text()).substitute(values)


def _write(contents: Mapping[Path, str]) -> None:
    for path, text in contents.items():
        fresh = path.with_suffix(".new")
        fresh.write_text(text)
        fresh.chmod(0o644)
        fresh.replace(path)
