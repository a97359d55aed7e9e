"""What the application itself needs before it serves: a secret, its tables, its static files."""

import secrets
import subprocess
import sys
from pathlib import Path

from sotto.engines.rtp.speech import SpeechUnavailable
from sotto.features.voicemail import prompts
from sotto.processes.setup.places import write_file
from sotto.processes.setup.preflight import Objection
from sotto.processes.setup.progress import console
from sotto.settings.configuration import HOME, Configuration

LINK = Path("/usr/local/bin/sotto")


def make_secret(configuration: Configuration) -> None:
    """Signs sessions. Made once; readable by the application only."""
    path = configuration.state_dir / "web" / "secret.key"
    content = path.read_bytes() if path.exists() else secrets.token_urlsafe(64).encode()
    write_file(path, content, group=configuration.app_user, mode=0o640)


def migrate() -> None:
    """Tables, rights, row security and the first tenant, as the schema's owner."""
    _python("sotto.processes.migrate")


def collect_static_files() -> None:
    settings = "--settings=sotto.settings.django"
    _python("django", "collectstatic", "--no-input", "--verbosity=0", settings)


def make_prompts(configuration: Configuration) -> None:
    """What callers hear, spoken on this machine. Raises Objection."""
    try:
        prompts.make_prompts(configuration.prompts_dir)
    except SpeechUnavailable as failure:
        raise Objection(f"The announcements could not be spoken: {failure}") from None


def _python(module: str, *arguments: str) -> None:
    command = [sys.executable, "-P", "-m", module, *arguments]
    subprocess.run(command, check=True, capture_output=True, text=True, cwd="/")


def link_command() -> None:
    """`sotto` on everybody's path, unless something else has that name there."""
    ours = HOME / "bin" / "sotto"
    if LINK.is_symlink() and not LINK.exists():
        LINK.unlink()  # It named a checkout that is gone.
    if LINK.parent.is_dir() and not LINK.exists():
        LINK.symlink_to(ours)
    elif LINK.resolve() != ours:
        console.print(f"  {LINK} belongs to {LINK.resolve()}: here, use bin/sotto.", markup=False)
