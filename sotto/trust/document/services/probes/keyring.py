"""Probes of the keyring: asked over its own socket, and tried where it must refuse."""

import os
import socket
import struct
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings

from sotto.keyring.client import KeyringClient, Use, Wanted
from sotto.keyring.periods import Period
from sotto.keyring.refusals import KeyringRefused, KeyringUnavailable
from sotto.lib import disks
from sotto.personal_data.keys import keyring
from sotto.personal_data.vocabulary import ACCOUNT, Purpose
from sotto.trust.document.rules import Finding, broken, holds_if
from sotto.trust.document.services.probes.wire import mode_of
from sotto.trust.document.services.probing import now, probe
from sotto.trust.tenants.services import current_tenant

_SLACK = timedelta(hours=1)  # Rewrapping a million keys takes a minute; a restart a little longer.
_REACH_HOURS = 24
_LOG_S = 20.0  # To read every line of its log.
_HUNG_AFTER_S = 1.0  # A keyring that is away says so at once.
_SPARED_S = 30.0


@dataclass
class Silence:
    """Until when nobody waits for a keyring that hangs, as `time.monotonic`: one wait a round."""

    until: float = 0.0


_SILENCE = Silence()


@contextmanager
def answering() -> Iterator[KeyringClient]:
    """The keyring. Raises KeyringUnavailable, at once when it has just let a question wait."""
    began = time.monotonic()
    if began < _SILENCE.until:
        raise KeyringUnavailable
    try:
        yield keyring()
    except KeyringUnavailable:
        ended = time.monotonic()
        if ended - began > _HUNG_AFTER_S:
            _SILENCE.until = ended + _SPARED_S
        raise


def _status() -> dict[str, int | str]:
    with answering() as asked:
        return asked.status()


def _hours(length: timedelta) -> str:
    return f"{length.total_seconds() / 3600:g}"


@probe("keys.open")
def is_open() -> Finding:
    status = _status()
    closed = status.get("state", "open") != "open" or int(status.get("must_replay", 0))
    counts = {name: status.get(name, "?") for name in ("subjects", "periods", "tombstones")}
    return holds_if(true=not closed, measured=f"epoch {status.get('epoch', '?')}", **counts)


@probe("keys.own_user")
def own_user() -> Finding:
    """Whose process listens, from the kernel."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as asked:
        asked.settimeout(2)
        asked.connect(str(settings.SOTTO.keyring_socket))
        raw = asked.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    _, user, _ = struct.unpack("3i", raw)
    return holds_if(
        true=user not in {0, os.geteuid()}, measured=f"user {user}, the application {os.geteuid()}"
    )


@probe("keys.socket")
def socket_mode() -> Finding:
    return mode_of(settings.SOTTO.keyring_socket, allowed=0o660)


@probe("keys.epoch")
def epoch() -> Finding:
    length: timedelta = settings.SOTTO.epoch_length
    begun = datetime.fromisoformat(str(_status()["epoch_begun_at"]))
    age = now() - begun
    return holds_if(
        true=-_SLACK <= age <= length + _SLACK,
        measured=f"the epoch began at {begun:%Y-%m-%d %H:%M} UTC",
        hours=_hours(length),
    )


@probe("keys.reach")
def reach() -> Finding:
    """Two epochs live: what an older copy is wrapped under is destroyed."""
    length: timedelta = settings.SOTTO.epoch_length
    return holds_if(
        true=2 * length <= timedelta(hours=_REACH_HOURS),
        measured=f"two epochs of {_hours(length)} hours",
        hours=_hours(2 * length),
    )


@probe("keys.root")
def root() -> Finding:
    """A file is weak, and said to be: whoever copies the disk copies the key."""
    provider = str(_status()["root_provider"])
    return holds_if(
        true=provider != "file", measured=f"root provider: {provider}", provider=provider
    )


@probe("keys.replica")
def replica() -> Finding:
    state, path = str(_status()["replica"]), settings.SOTTO.keyring_replica_dir
    if path is not None and disks.is_same(path, settings.SOTTO.state_dir):
        return broken("on the same disk as the keys", state="the same disk")
    return holds_if(true=state == "in step", measured=f"replica: {state}", state=state)


@probe("keys.backup")
def backup() -> Finding:
    limit = 2 * settings.SOTTO.epoch_length
    at = str(_status()["last_backup"])
    if not at:
        return broken("never", hours=_hours(limit))
    age = now() - datetime.fromisoformat(at)
    return holds_if(true=age <= limit, measured=f"at {at[:16]}", hours=_hours(limit))


@probe("keys.log")
def log() -> Finding:
    with answering() as asked:
        fault, lines = asked.first_fault_in_log(timeout=_LOG_S), asked.status()["log_lines"]
    measured = f"first fault in line {fault}" if fault else "every line's digest"
    return holds_if(true=not fault, measured=measured, lines=lines)


def _is_refused(purpose: str) -> bool:
    """Whether somebody who asks for a key under this purpose is refused."""
    wanted = Wanted((uuid4(),), Period.standing(ACCOUNT.code))
    use = Use("system", purpose, "probe.Probe.value")
    try:
        with answering() as asked:
            asked.keys(uuid4(), [wanted], use)
    except KeyringRefused:
        return True
    return False


@probe("keys.purposes")
def purposes() -> Finding:
    return holds_if(true=_is_refused("curiosity"), measured="asked under the purpose `curiosity`")


@probe("keys.claims")
def claims() -> Finding:
    return holds_if(true=_is_refused(Purpose.CLAIMS), measured="asked for what is not held")


@probe("keys.limits")
def limits() -> Finding:
    """As the keyring applies it, not as the file would have it."""
    wanted, applied = settings.SOTTO.keys_a_minute_shown, _status()["keys_a_minute_shown"]
    return holds_if(
        true=applied == wanted, measured=f"{applied} in the keyring, {wanted} set", shown=applied
    )


def with_a_key(subjects: Sequence[UUID]) -> list[UUID]:
    """Those of the current tenant's subjects who still get a key."""
    wanted = [Wanted((one,), Period.standing(ACCOUNT.code)) for one in subjects]
    use = Use("system", Purpose.VERIFY, "probe.Probe.value")
    with answering() as asked:
        answers = asked.keys(current_tenant(), wanted, use)
    return [one for one, key in zip(subjects, answers, strict=True) if key is not None]
