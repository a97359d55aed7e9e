"""A real keyring process in a folder of its own, that can be killed and started again."""

import os
import resource
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from uuid import UUID

from sotto.keyring.client import KeyringClient, Use, Wanted
from sotto.keyring.periods import Period

USE = Use("system", "verify", "tests.Row.about_owner")
SHOW = Use("system", "show to an authorised user", "tests.Row.about_owner")
STANDING = Period.standing(1)
_WAIT = 20.0  # Seconds until it must answer.


def wanted(*subjects: UUID, period: Period = STANDING) -> list[Wanted]:
    """One key for each."""
    return [Wanted((subject,), period) for subject in subjects]


class KeyringProcess:
    """`settings`: lines of its sotto.toml beside the folder."""

    def __init__(self, folder: Path, settings: str = "") -> None:
        self.folder = folder
        self.program = ["-m", "sotto.processes.keyring"]
        self._process: subprocess.Popen[bytes] | None = None
        self._clients: list[KeyringClient] = []
        for name in ("run/keyring", "keyring"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        self.configure(settings)

    @property
    def socket(self) -> Path:
        return self.folder / "run/keyring/keyring.sock"

    @property
    def store(self) -> Path:
        return self.folder / "keyring/keys.db"

    def configure(self, settings: str) -> None:
        (self.folder / "sotto.toml").write_text(f'state_dir = "{self.folder}"\n{settings}\n')

    def start(self) -> None:
        self.launch()
        deadline = time.monotonic() + _WAIT
        while not self.answers():
            assert time.monotonic() < deadline, "the keyring does not answer"
            time.sleep(0.005)

    def launch(self) -> None:
        """Without waiting for it."""
        environment = {**os.environ, "SOTTO_CONFIG": str(self.folder / "sotto.toml")}
        self._process = subprocess.Popen(
            [sys.executable, *self.program],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def signal(self, number: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(number)

    def limit_files_to(self, size: int) -> None:
        """No file of the process may grow beyond so many bytes: as if the disk were full."""
        assert self._process is not None
        _, most = resource.prlimit(self._process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(self._process.pid, resource.RLIMIT_FSIZE, (size, most))

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def client(self, *, timeout: float = 10.0) -> KeyringClient:
        generation = self.folder / "run/keyring/generation"
        self._clients.append(KeyringClient(self.socket, generation, timeout=timeout))
        return self._clients[-1]

    def end(self) -> None:
        self.kill()
        for client in self._clients:
            client.close()

    def answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as probe:
            return probe.connect_ex(str(self.socket)) == 0
