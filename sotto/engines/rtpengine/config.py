"""rtpengine's configuration: rendered, checked, applied when changed."""

from dataclasses import dataclass
from importlib.resources import files
from ipaddress import IPv4Address
from pathlib import Path
from string import Template
from typing import Final

PROGRAM: Final = "/usr/bin/rtpengine"
_UNPRIVILEGED: Final = 1024
_HIGHEST: Final = 65535
_TEMPLATES: Final = files("sotto.engines.rtpengine") / "templates"


class ConfigRefused(Exception):  # A check said no.
    """The text says what was expected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RtpengineConfig:
    directory: Path  # Where the rendered file goes.
    address: str  # IPv4, where phones reach it; `loop` is always 127.0.0.1.
    control_port: int
    first_port: int
    last_port: int
    threads: int = 2

    @property
    def main_file(self) -> Path:
        return self.directory / "rtpengine.conf"

    def render(self) -> str:
        return Template((_TEMPLATES / "rtpengine.conf").read_text()).substitute(
            address=self.address,
            control_port=self.control_port,
            first_port=self.first_port,
            last_port=self.last_port,
            threads=self.threads,
        )

    def apply(self) -> bool:
        """Write it if it changed. Returns whether rtpengine must be restarted."""
        self.check()
        text = self.render()
        if self.main_file.exists() and self.main_file.read_text() == text:
            return False
        self.directory.mkdir(parents=True, exist_ok=True)
        self.main_file.write_text(text)
        return True

    def check(self) -> None:
        """The program has no check of its own: what it would stumble on is looked at here."""
        IPv4Address(self.address)
        if not _UNPRIVILEGED <= self.first_port < self.last_port <= _HIGHEST:
            raise ConfigRefused("expected media ports between 1024 and 65535, first below last")
        if self.first_port <= self.control_port <= self.last_port:
            raise ConfigRefused("expected the control port outside the media ports")

    def command(self) -> list[str]:
        """How to run it in the foreground, as its own user, without the kernel module."""
        return [PROGRAM, "--config-file", str(self.main_file), "--config-section", "rtpengine"]
