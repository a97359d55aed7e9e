"""A million subjects moved to a new epoch by a real keyring that goes on answering meanwhile.

`python -m benchmarks.keyring_rewrap [--subjects N] [--replica]`: a keyring of its own in a folder
under /var/tmp; its keys are put into the store beforehand. Goal (issue 3): within 60 s. Counts:
seconds of `rotate` as its caller sees them, and the keyring's own processor time; beside it the
same opening and sealing in memory, in the same run; and how long another client waited for a key
meanwhile. At the end every key is opened and compared.
"""

import argparse
import os
import secrets
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path
from tempfile import mkdtemp
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from benchmarks.processor import seconds_used
from sotto.keyring.client import KeyringClient, KeyringUnavailable, Use, Wanted
from sotto.keyring.opening import Keyring
from sotto.keyring.periods import Period
from sotto.keyring.policy import Policy
from sotto.keyring.store import KeyName

TENANT = UUID(int=1)
USE = Use("system", "verify", "benchmark")
STANDING = Period.standing(1)
_AT_ONCE = 20_000


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--subjects", type=int, default=1_000_000)
    arguments.add_argument("--replica", action="store_true")
    chosen = arguments.parse_args()
    folder = Path(mkdtemp(dir="/var/tmp", prefix="sotto-rewrap-"))
    try:
        _measure(folder, chosen.subjects, with_replica=chosen.replica)
    finally:
        shutil.rmtree(folder)


def _measure(folder: Path, subjects: int, *, with_replica: bool) -> None:
    for name in ("run/keyring", "keyring", "replica"):
        (folder / name).mkdir(parents=True)
    settings = f'keyring_replica_dir = "{folder}/replica"\n' if with_replica else ""
    (folder / "sotto.toml").write_text(f'state_dir = "{folder}"\n{settings}')
    before = _fill(folder, subjects)
    in_memory = _same_work_in_memory(subjects)
    process = _start(folder)
    client = KeyringClient(_socket(folder), folder / "run/keyring/generation")
    waits = _Waits(folder)
    waits.start()
    begun, used = time.perf_counter(), seconds_used([process.pid])
    client.rotate(actor="system")
    seconds, used = time.perf_counter() - begun, seconds_used([process.pid]) - used
    waits.stop()
    print(f"{'subjects':44} {subjects:12,}")
    print(f"{'store':44} {(folder / 'keyring/keys.db').stat().st_size / 1e6:10.1f} MB")
    print(f"{'the same AES work in memory':44} {in_memory:10.2f} s")
    print(f"{'rewrapped (goal 60 s for a million)':44} {seconds:10.2f} s")
    print(f"{'processor time of the keyring meanwhile':44} {used:10.2f} s")
    print(f"{'ratio':44} {seconds / in_memory:10.2f}")
    print(f"{'keys a second':44} {subjects / seconds:12,.0f}")
    print(waits.described())
    print(f"{'load when it ended':44} {os.getloadavg()[0]:10.2f}")
    client.close()
    process.terminate()
    process.wait()
    print(f"{'keys that changed or were lost':44} {_lost(folder, before):12}")


def _keyring(folder: Path) -> Keyring:
    return Keyring(folder / "keyring", folder / "run/keyring/generation", Policy("sotto"))


def _fill(folder: Path, subjects: int) -> list[bytes]:
    """Made as the keyring makes them, many to a transaction. Returns the keys, in order."""
    store = _keyring(folder).open_().service.store
    keys = []
    for start in range(0, subjects, _AT_ONCE):
        with store.database.transaction():
            names = range(start, min(start + _AT_ONCE, subjects))
            keys += [store.create(_name(number)) for number in names]
    store.close()
    return keys


def _name(number: int) -> KeyName:
    """Spread over the table as random pseudonyms are, and found again."""
    spread = (number * 0x9E3779B97F4A7C15F39CC0605CEDC835) % (1 << 128)
    return KeyName("subject", TENANT, UUID(int=spread).bytes)


def _same_work_in_memory(subjects: int) -> float:
    """Open and seal as many keys under as many names, and nothing else."""
    old, new = AESGCM(secrets.token_bytes(32)), AESGCM(secrets.token_bytes(32))
    nonce, bound_to = bytes(12), bytes(45)
    wrapped = old.encrypt(nonce, secrets.token_bytes(32), bound_to)
    begun = time.perf_counter()
    for _ in range(subjects):
        new.encrypt(nonce, old.decrypt(nonce, wrapped, bound_to), bound_to)
    return time.perf_counter() - begun


def _lost(folder: Path, before: list[bytes]) -> int:
    store = _keyring(folder).open_().service.store
    lost = sum(store.find(_name(number)) != key for number, key in enumerate(before))
    store.close()
    return lost


def _socket(folder: Path) -> Path:
    return folder / "run/keyring/keyring.sock"


def _start(folder: Path) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "SOTTO_CONFIG": str(folder / "sotto.toml")}
    command = [sys.executable, "-m", "sotto.processes.keyring"]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    client = KeyringClient(_socket(folder), folder / "run/keyring/generation")
    while True:
        try:
            client.status()
        except KeyringUnavailable:
            time.sleep(0.05)
        else:
            client.close()
            return process


class _Waits:
    """Another client, that makes and opens a key again and again."""

    def __init__(self, folder: Path) -> None:
        self._client = KeyringClient(_socket(folder), folder / "run/keyring/generation")
        self._over = threading.Event()
        self._seconds: list[float] = []
        self._thread = threading.Thread(target=self._run)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._over.set()
        self._thread.join()
        self._client.close()

    def described(self) -> str:
        ordered = sorted(self._seconds)
        worst, half = ordered[-1] * 1000, ordered[len(ordered) // 2] * 1000
        most = ordered[int(len(ordered) * 0.99)] * 1000
        title = f"{len(ordered)} new keys meanwhile: median, p99, worst"
        return f"{title:44} {half:10.1f} {most:.1f} {worst:.1f} ms"

    def _run(self) -> None:
        while not self._over.is_set():
            wanted = [Wanted((UUID(bytes=secrets.token_bytes(16)),), STANDING)]
            begun = time.perf_counter()
            [key] = self._client.keys(TENANT, wanted, USE, create=True)
            self._seconds.append(time.perf_counter() - begun)
            assert key is not None


if __name__ == "__main__":
    main()
