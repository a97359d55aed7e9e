"""Root providers to try: files, a SoftHSM token, Vault's stand-in, a real Vault if there is one.

A real `bao` or `vault` on the path is started in its development mode and tried as well. Debian
has no package of either: without one, only the stand-in is tried.
"""

import os
import secrets
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import hvac
import requests

from sotto.keyring.roots.file import FileRoot
from sotto.keyring.roots.pkcs11_token import Pkcs11Root
from sotto.keyring.roots.provider import RootProvider
from sotto.keyring.roots.vault import VaultRoot
from tests.contracts.vault_server import VaultServer

SOFTHSM = Path("/usr/lib/softhsm/libsofthsm2.so")
REAL_VAULT = shutil.which("bao") or shutil.which("vault")
_REAL_PORT = 48_200


@dataclass(frozen=True)
class Rig:
    """`open_` connects anew, as after a restart of the keyring."""

    open_: Callable[[], RootProvider]


@contextmanager
def files(folder: Path) -> Iterator[Rig]:
    yield Rig(lambda: FileRoot(folder / "epochs"))


@contextmanager
def files_on_two_disks(folder: Path) -> Iterator[Rig]:
    yield Rig(lambda: FileRoot(folder / "one", folder / "two"))


@contextmanager
def softhsm(folder: Path) -> Iterator[Rig]:
    token, pin_file = make_token(folder)
    yield Rig(lambda: Pkcs11Root(SOFTHSM, token, pin_file))


@contextmanager
def vault_stand_in(folder: Path) -> Iterator[Rig]:
    server = VaultServer(folder)
    token = write_secret(folder / "token", server.token)
    try:
        yield Rig(
            lambda: VaultRoot(
                server.address, token, mount="transit", key="epoch", ca_file=server.ca_file
            )
        )
    finally:
        server.stop()


@contextmanager
def real_vault(folder: Path) -> Iterator[Rig]:
    assert REAL_VAULT is not None
    token, address = secrets.token_hex(16), f"http://127.0.0.1:{_REAL_PORT}"
    write_secret(folder / "token", token)
    process = subprocess.Popen(
        [
            REAL_VAULT,
            "server",
            "-dev",
            f"-dev-root-token-id={token}",
            f"-dev-listen-address=127.0.0.1:{_REAL_PORT}",
        ],
        env={**os.environ, "HOME": str(folder)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _mount_transit(address, token)
        yield Rig(lambda: VaultRoot(address, folder / "token", mount="transit", key="epoch"))
    finally:
        process.terminate()
        process.wait()


RIGS = {
    "file": files,
    "files-on-two-disks": files_on_two_disks,
    "softhsm": softhsm,
    "vault-stand-in": vault_stand_in,
    **({"vault-real": real_vault} if REAL_VAULT else {}),
}


def make_token(folder: Path) -> tuple[str, Path]:
    """A SoftHSM token of its own, and the file with its PIN.

    One folder of tokens for each test process: the library reads its configuration once.
    """
    if "SOFTHSM2_CONF" not in os.environ:
        tokens = folder.parent / "softhsm"
        tokens.mkdir()
        (folder.parent / "softhsm.conf").write_text(f"directories.tokendir = {tokens}\n")
        os.environ["SOFTHSM2_CONF"] = str(folder.parent / "softhsm.conf")
    label, pin = secrets.token_hex(8), secrets.token_hex(8)
    subprocess.run(
        [
            "/usr/bin/softhsm2-util",
            "--init-token",
            "--free",
            "--label",
            label,
            "--pin",
            pin,
            "--so-pin",
            pin,
        ],
        check=True,
        capture_output=True,
    )
    return label, write_secret(folder / "pin", pin)


def write_secret(file: Path, secret: str) -> Path:
    file.touch(mode=0o600)
    file.write_text(secret)
    return file


def _mount_transit(address: str, token: str) -> None:
    client = hvac.Client(url=address, token=token, timeout=2)
    deadline = time.monotonic() + 20
    while True:
        try:
            client.sys.enable_secrets_engine("transit")
        except (requests.exceptions.RequestException, hvac.exceptions.VaultError):
            assert time.monotonic() < deadline, "Vault does not start"
            time.sleep(0.1)
        else:
            return
