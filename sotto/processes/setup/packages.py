"""Debian packages: installed when missing, without letting their daemons start.

Standard library only. Ours run under our own supervision with our own configuration.
"""

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sotto.processes.setup.preflight import Objection

NEEDED = (
    "adduser",
    "ca-certificates",
    "espeak-ng",
    "kamailio",
    "kamailio-extra-modules",
    "kamailio-python3-modules",
    "kamailio-tls-modules",
    "kamailio-utils-modules",
    "postgresql-15",
    "python3-venv",
    "rtpengine-daemon",
)
FOR_PAGES = ("nodejs", "npm")
FOR_TESTS = (
    "age",
    "baresip-core",
    "chromium",
    "linphone-cli",
    "poppler-utils",
    "sip-tester",
    "softhsm2",
    "sox",
)
UNITS = ("kamailio.service", "postgresql.service", "rtpengine-daemon.service")

POLICY = Path("/usr/sbin/policy-rc.d")
SAVED_POLICY = Path("/usr/sbin/policy-rc.d.before-sotto")
CREATE_CLUSTER = Path("/etc/postgresql-common/createcluster.conf")
APT_ENVIRONMENT = {
    "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
    "DEBIAN_FRONTEND": "noninteractive",
    "LC_ALL": "C.UTF-8",
}


def missing(packages: Sequence[str]) -> list[str]:
    query = ["/usr/bin/dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n", *packages]
    answer = subprocess.run(query, capture_output=True, text=True, check=False)
    installed = {line.split()[0] for line in answer.stdout.splitlines() if " installed" in line}
    return [package for package in packages if package not in installed]


def install(packages: Sequence[str]) -> None:
    """Raises Objection when the archive cannot be reached or a package cannot be installed."""
    _apt("update", "--error-on=any", saying="Debian's package archive cannot be reached")
    with _no_daemon_starts():
        if "postgresql-15" in packages:
            _install(["postgresql-common"])
            _forbid_default_cluster()
        _install(packages)
        _disable_units()


def _install(packages: Sequence[str]) -> None:
    arguments = ("install", "--yes", "--no-install-recommends", *packages)
    _apt(*arguments, saying="Debian packages could not be installed")


def _apt(*arguments: str, saying: str) -> None:
    command = ["/usr/bin/apt-get", "-q", "-o", "DPkg::Lock::Timeout=120", *arguments]
    environment = APT_ENVIRONMENT | _proxies()
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if done.returncode:
        reasons = [line for line in done.stderr.splitlines() if line.startswith("E:")]
        raise Objection(f"{saying}: {' '.join(reasons) or done.stderr.strip()[-300:]}")


def _proxies() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name.lower().endswith("_proxy")}


@contextmanager
def _no_daemon_starts() -> Iterator[None]:
    """While this holds, Debian starts no daemon that it installs; then all is as it was."""
    if POLICY.exists() and not SAVED_POLICY.exists():
        POLICY.rename(SAVED_POLICY)
    POLICY.write_text("#!/bin/sh\nexit 101\n")
    POLICY.chmod(0o755)
    try:
        yield
    finally:
        POLICY.unlink()
        if SAVED_POLICY.exists():
            SAVED_POLICY.rename(POLICY)


def _forbid_default_cluster() -> None:
    lines = CREATE_CLUSTER.read_text().splitlines() if CREATE_CLUSTER.exists() else []
    kept = [line for line in lines if not line.lstrip("#").startswith("create_main_cluster")]
    CREATE_CLUSTER.write_text("\n".join([*kept, "create_main_cluster = false", ""]))


def _disable_units() -> None:
    """Debian's own units would start the engines again at the next boot."""
    if Path("/run/systemd/system").is_dir():
        subprocess.run(["/usr/bin/systemctl", "disable", "--quiet", *UNITS], check=False)
