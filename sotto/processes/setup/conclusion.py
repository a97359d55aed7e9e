"""What set-up ends with: the test call, the way in, and a summary."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

from sotto.processes.setup.places import write_file
from sotto.processes.setup.preflight import Objection
from sotto.processes.setup.progress import console, step
from sotto.settings.configuration import Configuration


def test_call_is_due(configuration: Configuration) -> bool:
    """Whether anything changed since the last test call that succeeded."""
    stamp = _stamp(configuration)
    return not stamp.exists() or stamp.read_text() != _supervised(configuration)


def place_test_call(configuration: Configuration) -> None:
    """Through the running system, by telephones of its own. Raises Objection with the report."""
    with step("Placing an encrypted test call"):
        done = _python("sotto.processes.selftest")
    if done.returncode:
        raise Objection(f"{done.stdout.strip() or done.stderr.strip()[-600:]}")
    console.print(done.stdout.strip(), markup=False)
    write_file(_stamp(configuration), _supervised(configuration).encode())


def print_way_in(configuration: Configuration) -> None:
    """A one-time link for the administrator, once; there is no default password to print."""
    stamp = configuration.rendered_dir / "administrator-invited"
    if stamp.exists():
        console.print("  sign in    as before; `sotto admin-link` prints a new one-time link")
        return
    done = _python("sotto.processes.cli", "admin-link", "--json")
    if done.returncode:
        raise Objection(f"No one-time link could be made: {done.stderr.strip()[-600:]}")
    link = json.loads(done.stdout)["link"]
    console.print(f"  sign in    {link}", markup=False, soft_wrap=True)
    console.print("             once, as the administrator; `sotto admin-link` prints another")
    write_file(stamp, b"")


def print_summary(configuration: Configuration, *, changed: bool) -> None:
    web = f"https://{configuration.host_name}:{configuration.ports.web}/"
    console.print("Sotto is up." if changed else "Sotto is up; nothing had to be changed.")
    console.print(f"  pages      {web}", markup=False)
    console.print(
        f"  phones     {configuration.address}, port {configuration.ports.sip_tls}, SIP over TLS"
    )
    console.print(f"  authority  {configuration.certificates_dir / 'ca.pem'}", markup=False)


def _python(module: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-P", "-m", module, *arguments]
    return subprocess.run(command, check=False, capture_output=True, text=True, cwd="/")


def _stamp(configuration: Configuration) -> Path:
    return configuration.rendered_dir / "test-call-succeeded"


def _supervised(configuration: Configuration) -> str:
    """What ran then: the table holds a digest of all code and engine configuration."""
    table = (configuration.rendered_dir / "supervisord.conf").read_bytes()
    return hashlib.sha256(table).hexdigest()
