"""What must be true before anything is installed: facts gathered here, decisions pure.

Standard library only: this runs before the Python environment exists.
"""

import os
import shutil
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sotto.processes.setup import sockets

HOME = Path(__file__).resolve().parents[3]
SUPPORTED = ("debian", "12")
NEEDED_BYTES = 3 * 1024**3
LONGEST_STATE_DIR = 64  # A socket's path has 107 bytes at most (unix(7)).

# The same as `Ports` in sotto/settings/configuration.py, which needs packages; a test compares.
DEFAULT_PORTS = {
    "sip_tls": 5061,
    "sip_plain": 5060,
    "web": 8443,
    "media_sip": 5070,
    "rtpengine_control": 22222,
}


class Objection(Exception):  # It is a reason to refuse, said to a person.
    """Set-up cannot go on; the text says why and what to do, in one sentence each."""


@dataclass(frozen=True)
class TakenPort:
    setting: str
    port: int
    pid: int | None
    program: str


@dataclass(frozen=True)
class Facts:
    """What this machine is like, as far as set-up cares.

    closed_folder: the first folder on the way to the checkout or to the state that service users
    may not enter. free_bytes: on the file system that will hold the state.
    """

    effective_user: int
    release: tuple[str, str]
    free_bytes: int
    state_dir: Path
    closed_folder: Path | None
    taken_ports: tuple[TakenPort, ...]


def refuse_if_unfit(facts: Facts) -> None:
    """Raises Objection with every reason, one a line."""
    reasons = list(objections(facts))
    if reasons:
        raise Objection("\n".join(reasons))


def objections(facts: Facts) -> Iterable[str]:
    if facts.effective_user != 0:
        yield "Sotto must be set up as root (try: sudo bin/up)."
    if facts.release != SUPPORTED:
        found = " ".join(facts.release).strip() or "unknown"
        yield f"Sotto supports Debian 12; this machine runs {found}."
    if facts.free_bytes < NEEDED_BYTES:
        yield (
            f"Sotto needs {NEEDED_BYTES / 1024**3:.0f} GB of free disk space; "
            f"{facts.free_bytes / 1024**3:.1f} GB are left."
        )
    if len(str(facts.state_dir)) > LONGEST_STATE_DIR:
        yield (
            f"The state folder {facts.state_dir} has too long a name for Unix sockets below it: "
            f"set a `state_dir` of at most {LONGEST_STATE_DIR} characters in sotto.toml."
        )
    if facts.closed_folder is not None:
        yield (
            f"Sotto's services may not enter {facts.closed_folder}: move the checkout to a folder "
            "that all users may enter, for example /opt/sotto."
        )
    yield from map(_port_objection, facts.taken_ports)


def _port_objection(taken: TakenPort) -> str:
    owner = f"{taken.program} (process {taken.pid})" if taken.pid else "another program"
    return (
        f"Port {taken.port} is taken by {owner}: stop it, or set another port as "
        f"`{taken.setting}` under [ports] in sotto.toml."
    )


def gather() -> Facts:
    settings = read_settings()
    state_dir = state_dir_of(settings)
    existing = next(folder for folder in (state_dir, *state_dir.parents) if folder.exists())
    return Facts(
        effective_user=os.geteuid(),
        release=_release(Path("/etc/os-release")),
        free_bytes=shutil.disk_usage(existing).free,
        state_dir=state_dir,
        closed_folder=_closed_folder(HOME / "sotto" / "__init__.py", existing),
        taken_ports=tuple(_taken_ports(ports_of(settings, os.environ), state_dir)),
    )


def read_settings() -> Mapping[str, object]:
    """The settings file as it stands, unchecked; empty when there is none. Raises Objection."""
    path = Path(os.environ.get("SOTTO_CONFIG", HOME / "sotto.toml"))
    try:
        return tomllib.loads(path.read_text())
    except FileNotFoundError:
        if "SOTTO_CONFIG" in os.environ:
            raise Objection(f"SOTTO_CONFIG names {path}, which does not exist.") from None
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Objection(f"{path} is not valid TOML: {error}.") from None


def state_dir_of(settings: Mapping[str, object]) -> Path:
    named = os.environ.get("SOTTO_STATE_DIR") or settings.get("state_dir")
    return Path(str(named)) if named else HOME / "var"


def ports_of(settings: Mapping[str, object], environment: Mapping[str, str]) -> dict[str, int]:
    """Setting → port, the environment before the file before the defaults. Raises Objection."""
    section = settings.get("ports", {})
    from_file = section if isinstance(section, dict) else {}
    ports = {}
    for setting, default in DEFAULT_PORTS.items():
        value = environment.get(f"SOTTO_PORTS__{setting.upper()}", from_file.get(setting, default))
        try:
            ports[setting] = int(value)
        except (TypeError, ValueError):
            raise Objection(f"The setting ports.{setting} must be a port number.") from None
    return ports


def _release(path: Path) -> tuple[str, str]:
    try:
        lines = path.read_text().splitlines()
    except OSError:
        return ("unknown", "")
    fields = dict(line.split("=", 1) for line in lines if "=" in line)
    return (fields.get("ID", "").strip('"'), fields.get("VERSION_ID", "").strip('"'))


def _closed_folder(source: Path, state: Path) -> Path | None:
    """The first that "others" may not enter, or the source itself when they may not read it."""
    for folder in (*reversed(source.parents), *reversed(state.parents)):
        if not folder.stat().st_mode & 0o001:
            return folder
    return None if source.stat().st_mode & 0o004 else source


def _taken_ports(ports: Mapping[str, int], state_dir: Path) -> Iterable[TakenPort]:
    wanted = {port: setting for setting, port in ports.items()}
    for listener in sockets.listeners():
        setting = wanted.pop(listener.port, None)
        if setting and not sockets.is_ours(listener.pid, state_dir):
            program = sockets.program_of(listener.pid)
            yield TakenPort(setting, listener.port, listener.pid, program)
