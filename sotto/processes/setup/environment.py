"""The locked Python environment and the pages' npm packages. Standard library only."""

import hashlib
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from sotto.processes.setup.preflight import HOME, Objection

VENV = HOME / ".venv"
UV_LOCK = HOME / "requirements-uv.lock"
LOCK = HOME / "requirements.lock"
DEVELOPMENT_LOCK = HOME / "requirements-dev.lock"
STAMP = VENV / "sotto-lock"

VENDOR = HOME / "sotto" / "web" / "static" / "vendor"
# What the pages load, as it is served: file in node_modules → file below static/vendor.
VENDORED = {
    "@tabler/core/dist/css/tabler.min.css": "tabler.min.css",
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
}


def python_environment(*, development: bool) -> bool:
    """Make .venv hold exactly what the lock says. True when something changed.

    Once an environment has the tools for development it keeps them: they serve production too.
    """
    kept = STAMP.read_text() if STAMP.exists() else ""
    lock = DEVELOPMENT_LOCK if development or DEVELOPMENT_LOCK.name in kept else LOCK
    wanted = f"{lock.name} {_digest(lock)}\n"
    if kept == wanted:
        return False
    if not (VENV / "bin" / "python").exists():
        _run(["/usr/bin/python3", "-m", "venv", str(VENV)], saying="Python could not be set up")
    python = str(VENV / "bin" / "python")
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    _run([*pip, "--require-hashes", "-r", str(UV_LOCK)], saying="uv could not be installed")
    uv = [str(VENV / "bin" / "uv"), "pip", "sync", "--quiet", "--system-certs", "--require-hashes"]
    _run([*uv, "--python", python, str(lock)], saying="Python packages could not be installed")
    for packages in (VENV / "lib").glob("python3*/site-packages"):
        (packages / "sotto.pth").write_text(f"{HOME}\n")  # `import sotto` works from anywhere.
    STAMP.write_text(wanted)
    return True


def page_packages() -> bool:
    """Install npm packages by their lock and copy what the pages load. True when changed."""
    lock = HOME / "package-lock.json"
    if not lock.exists():
        return False
    stamp = VENDOR / ".lock-digest"
    wanted = _digest(lock) + _digest(Path(__file__))
    if stamp.exists() and stamp.read_text() == wanted:
        return False
    npm = shutil.which("npm") or "/usr/bin/npm"
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    _run([npm, "ci", *quiet], saying="The pages' npm packages could not be installed")
    VENDOR.mkdir(parents=True, exist_ok=True)
    for source, target in VENDORED.items():
        shutil.copyfile(HOME / "node_modules" / source, VENDOR / target)
    stamp.write_text(wanted)
    return True


def needs_npm() -> bool:
    return (HOME / "package-lock.json").exists() and shutil.which("npm") is None


def _run(command: Sequence[str], *, saying: str) -> None:
    environment = {"HOME": "/root"} | os.environ
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=HOME, env=environment
    )
    if done.returncode:
        raise Objection(f"{saying}: {done.stderr.strip()[-600:]}")


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
