"""System users, and folders that only the right ones may enter."""

import grp
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from sotto.processes.setup import second_disks
from sotto.settings.configuration import Configuration


@dataclass(frozen=True)
class Place:
    """A folder. A set-group-id mode gives the sockets made inside to the neighbours' group."""

    path: Path
    owner: str
    group: str
    mode: int


def tls_group(configuration: Configuration) -> str:
    """Its members may read the server's private key: Kamailio and the web."""
    return f"{configuration.user_prefix}-tls"


def make_accounts(configuration: Configuration) -> None:
    """System users without home, shell or password; Debian's packages made the engines' own."""
    for name in (configuration.app_user, configuration.keyring_user):
        if not _user_exists(name):
            _run("useradd", "--system", "--user-group", "--no-create-home", *_NOWHERE, name)
    group = tls_group(configuration)
    _run("groupadd", "--system", "--force", group)
    for name in (configuration.app_user, "kamailio"):
        if name not in grp.getgrnam(group).gr_mem:
            _run("usermod", "--append", "--groups", group, name)


_NOWHERE = ("--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin")


def _run(program: str, *arguments: str) -> None:
    subprocess.run([f"/usr/sbin/{program}", *arguments], check=True, capture_output=True)


def places(configuration: Configuration) -> list[Place]:
    """Every folder under the state, outermost first."""
    state, run = configuration.state_dir, configuration.run_dir
    app, keyring = configuration.app_user, configuration.keyring_user
    etc, certificates = configuration.rendered_dir, configuration.certificates_dir
    backups, witness = configuration.backup_dir, configuration.witness_dir
    replica = configuration.keyring_replica_dir
    return [
        Place(state, "root", "root", 0o755),  # The folders' names are no secret.
        Place(etc, "root", "root", 0o711),
        Place(etc / "kamailio", "root", "kamailio", 0o750),
        Place(etc / "rtpengine", "root", "rtpengine", 0o750),
        Place(state / "web", "root", app, 0o750),
        Place(configuration.log_dir, "root", "root", 0o700),
        Place(certificates, "root", "root", 0o711),
        Place(configuration.files_dir, app, app, 0o700),
        Place(configuration.before_dir, app, app, 0o700),
        Place(configuration.drill_dir, app, app, 0o700),
        Place(configuration.audit_dir, app, app, 0o750),
        Place(configuration.prompts_dir, "root", app, 0o750),
        Place(configuration.keyring_dir, keyring, keyring, 0o700),
        *([] if replica is None else [Place(replica, keyring, keyring, 0o700)]),
        Place(configuration.postgres_dir, "postgres", "postgres", 0o700),
        Place(run, "root", "root", 0o711),
        Place(run / "supervisor", "root", "root", 0o700),
        Place(run / "rtpengine", "rtpengine", "rtpengine", 0o700),
        Place(run / "web", app, app, 0o700),
        # Everyone may reach PostgreSQL's socket: it asks the kernel who is there.
        Place(configuration.postgres_socket_dir, "postgres", "postgres", 0o711),
        Place(configuration.keyring_socket.parent, keyring, app, 0o2750),
        Place(configuration.inspector_socket.parent, "root", app, 0o2750),
        Place(configuration.call_events_socket.parent, app, "kamailio", 0o2750),
        Place(configuration.kamailio_control.parent, "kamailio", app, 0o2750),
        *([] if backups is None else [Place(backups, app, app, 0o700)]),
        *([] if witness is None else [Place(witness, app, app, 0o750)]),
    ]


def make_places(configuration: Configuration) -> None:
    """Raises Objection where a disk that should be there is not mounted."""
    second_disks.refuse_what_is_away(configuration)
    for place in places(configuration):
        place.path.mkdir(parents=True, exist_ok=True)
        put_right(place)
    second_disks.mark(configuration)


def put_right(place: Place) -> None:
    status = place.path.stat()
    owner, group = pwd.getpwnam(place.owner).pw_uid, grp.getgrnam(place.group).gr_gid
    if (status.st_uid, status.st_gid) != (owner, group):
        shutil.chown(place.path, owner, group)
    if status.st_mode & 0o7777 != place.mode:
        place.path.chmod(place.mode)


def write_file(path: Path, content: bytes, *, group: str = "root", mode: int = 0o644) -> bool:
    """Put a root-owned file in place at once, never half-written. True when it changed."""
    unchanged = path.exists() and path.read_bytes() == content
    if not unchanged:
        fresh = path.with_name(path.name + ".new")
        fresh.unlink(missing_ok=True)
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "wb") as file:  # noqa: PTH123  # The mode must hold from the start.
            file.write(content)
        put_right(Place(fresh, "root", group, mode))
        fresh.replace(path)
    put_right(Place(path, "root", group, mode))
    return not unchanged


def _user_exists(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True
