"""The whole system, brought up by its own set-up and asked through its own command line."""

import json
import os
import secrets
import signal
import subprocess
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from tests.journeys.phones.telephone import Line, Telephone, until

Make = TypeVar("Make", bound=Telephone)
HOME = Path(__file__).resolve().parents[2]
# Hertz; no two are near, none is a multiple of another: who is heard is beyond doubt.
TONES = (510, 630, 770, 890, 1030, 1210, 1390, 1570, 1790, 1990)


class CommandFailed(Exception):
    """`bin/sotto` ended with another code than 0."""

    def __init__(self, code: int, said: str) -> None:
        super().__init__(f"code {code}: {said}")
        self.code = code
        self.said = said


@dataclass
class Person:
    """Somebody whom the system knows, and their first telephone's credentials."""

    name: str
    extension: str
    line: Line
    pin: str = field(repr=False)


@dataclass
class System:
    config: Path
    settings: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        self.settings = tomllib.loads(self.config.read_text())

    @property
    def state(self) -> Path:
        return Path(self.settings["state_dir"])

    @property
    def port(self) -> int:
        return int(self.settings["ports"]["sip_tls"])

    @property
    def domain(self) -> str:
        return str(self.settings.get("domain", "sotto.internal"))

    @property
    def authority(self) -> Path:
        return self.state / "certificates" / "ca.pem"

    # What an administrator does.
    def command(self, *words: str) -> Any:
        """`bin/sotto … --json`, understood. Raises CommandFailed."""
        done = subprocess.run(
            [str(HOME / "bin" / "sotto"), *words, "--json"],
            capture_output=True,
            text=True,
            check=False,
            env=self._environment,
        )
        if done.returncode:
            raise CommandFailed(done.returncode, done.stdout + done.stderr)
        return json.loads(done.stdout)

    def add_person(self, name: str, *, algorithm: str = "SHA-256") -> Person:
        extension = f"3{secrets.randbelow(10**6):06}"
        added = self.command("person", "add", "--name", name, "--extension", extension)
        line = self.add_device(extension, algorithm=algorithm)
        return Person(name, extension, line, added["voicemail_pin"])

    def add_device(self, extension: str, *, algorithm: str = "SHA-256") -> Line:
        kind = ["--md5"] if algorithm == "MD5" else []
        made = self.command("device", "add", extension, *kind)
        return Line(
            self.port,
            self.domain,
            self.authority,
            made["username"],
            made["password"],
            extension,
        )

    def up(self) -> str:
        """What set-up said. Fails the journey when it fails."""
        done = subprocess.run(
            [str(HOME / "bin" / "up")],
            capture_output=True,
            text=True,
            check=False,
            env=self._environment,
        )
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
        return done.stdout

    def stop(self) -> None:
        subprocess.run(
            [str(HOME / "bin" / "up"), "--stop"],
            check=True,
            capture_output=True,
            env=self._environment,
        )

    def audited(self, action: str) -> int:
        """How often an action stands in the audit trail; asked of the database itself."""
        query = "SELECT count(*) FROM audit_entry WHERE action = :'action'"
        socket = self.state / "run" / "postgres"
        done = subprocess.run(
            ["psql", "-h", str(socket), "-U", "postgres", "-Atv", f"action={action}", "sotto"],
            input=query,
            capture_output=True,
            text=True,
            check=True,
        )
        return int(done.stdout)

    # What an accident does.
    def processes_of(self, service: str) -> list[int]:
        """The process that the supervisor started for a service, and all below it."""
        command = [str(HOME / ".venv" / "bin" / "supervisorctl"), "-c", str(self._supervisor)]
        done = subprocess.run(
            [*command, "pid", service], capture_output=True, text=True, check=False
        )
        said = done.stdout.strip()
        return [int(said)] if said.isdigit() and int(said) else []

    def kill(self, service: str) -> int:
        """SIGKILL to a service's main process; which it was."""
        killed = self.processes_of(service)[0]
        os.kill(killed, signal.SIGKILL)
        return killed

    def is_replaced(self, service: str, killed: int) -> bool:
        running = self.processes_of(service)
        return bool(running) and running[0] != killed

    def answers(self, service: str) -> bool:
        """Healthy, as `sotto status` says."""
        try:
            said = self.command("status")["services"]
        except CommandFailed:  # Something is away, perhaps this one.
            return False
        return any(one["service"] == service and one["answers"] for one in said)

    @contextmanager
    def suspended(self, service: str) -> Iterator[None]:
        """Stopped by the supervisor, and started again afterwards."""
        self._supervise("stop", service)
        try:
            yield
        finally:
            self._supervise("start", service)

    # What an intruder looks at.
    def files_that_hold(self, marker: bytes) -> list[Path]:
        """Every file under the state folder with these bytes in it."""
        return [
            path
            for path in self.state.rglob("*")
            if path.is_file() and not path.is_symlink() and marker in _content(path)
        ]

    @property
    def _supervisor(self) -> Path:
        return self.state / "etc" / "supervisord.conf"

    @property
    def _environment(self) -> dict[str, str]:
        return {"PATH": os.environ["PATH"], "HOME": "/root", "SOTTO_CONFIG": str(self.config)}

    def _supervise(self, *words: str) -> None:
        command = [str(HOME / ".venv" / "bin" / "supervisorctl"), "-c", str(self._supervisor)]
        subprocess.run([*command, *words], check=True, capture_output=True)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:  # Gone since it was listed.
        return b""


@dataclass
class House:
    """People with telephones in one journey; all are gone from it afterwards."""

    system: System
    folder: Path
    _tones: Iterator[int] = field(default_factory=lambda: iter(TONES))
    _switched_on: list[Telephone] = field(default_factory=list)

    def person(self, name: str, make: type[Make]) -> Make:
        """Added with a device for this make, which is switched on and registered."""
        added = self.system.add_person(name, algorithm=make.digest)
        phone = self.switch_on(make, added.line)
        phone.pin = added.pin
        return phone

    def switch_on(self, make: type[Make], line: Line, *, registered: bool = True) -> Make:
        folder = self.folder / f"{make.__name__.lower()}-{len(self._switched_on)}"
        folder.mkdir()
        phone = make(line, folder, hertz=next(self._tones))
        self._switched_on.append(phone)
        phone.switch_on()
        if registered:
            assert phone.is_registered(), f"{make.make} could not register"
        return phone

    def calls_of(self, party: Telephone, *, at_least: int) -> list[dict[str, Any]]:
        """Newest first, as soon as there are so many."""
        found: list[dict[str, Any]] = []

        def are_stored() -> bool:
            found[:] = self.system.command("call", "list", party.extension)
            return len(found) >= at_least

        assert until(are_stored), "a call detail is missing"
        return found

    def stored_call(self, party: Telephone) -> dict[str, Any]:
        """The call detail of somebody's latest call, as soon as it is there."""
        return self.calls_of(party, at_least=1)[0]

    def new_message(self, owner: Telephone, known: set[str]) -> str:
        """The id of the message that was not there before, as soon as it is."""
        new: list[str] = []

        def has_come() -> bool:
            new[:] = [one["id"] for one in self.messages_of(owner) if one["id"] not in known]
            return bool(new)

        assert until(has_come), "no message was stored"
        return new[0]

    def messages_of(self, party: Telephone) -> list[dict[str, Any]]:
        listed: list[dict[str, Any]] = self.system.command("voicemail", "list", party.extension)
        return listed

    def close(self) -> None:
        for phone in self._switched_on:
            phone.switch_off()


def is_back(system: System, service: str, killed: int) -> bool:
    return until(lambda: system.is_replaced(service, killed))
