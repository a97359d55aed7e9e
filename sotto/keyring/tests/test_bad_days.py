"""A real keyring on a bad day: away, slow, out of disk, refused by its token, shut out of Vault."""

import json
import resource
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from sotto.keyring.client import (
    Denial,
    KeyringClient,
    KeyringUnavailable,
    PurposeNotAllowed,
    TooManyKeys,
    Use,
)
from sotto.keyring.refusals import KeyringClosed, KeyringFull
from sotto.keyring.tests.process import SHOW, USE, KeyringProcess, wanted
from tests.contracts.root_rigs import SOFTHSM, make_token, write_secret
from tests.contracts.vault_server import VaultServer

pytestmark = pytest.mark.room
MIB = 1 << 20


def until(is_so: Callable[[], bool], *, within: float = 30) -> None:
    deadline = time.monotonic() + within
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(tmp_path_factory.mktemp("k"))


@pytest.fixture
def vault(folder: Path) -> Iterator[VaultServer]:
    server = VaultServer(folder)
    yield server
    server.stop()


def test_a_keyring_that_is_slow_is_away_until_it_answers_again(keyring: KeyringProcess) -> None:
    tenant, ada = uuid4(), uuid4()
    client = keyring.client(timeout=0.5)
    [before] = keyring.client().keys(tenant, wanted(ada), USE, create=True)
    keyring.signal(signal.SIGSTOP)
    with pytest.raises(KeyringUnavailable):
        client.keys(tenant, wanted(ada), USE)
    keyring.signal(signal.SIGCONT)
    patient = keyring.client()
    [after] = patient.keys(tenant, wanted(ada), USE)
    assert before is not None
    assert after is not None
    assert after.decrypt(bytes(12), before.encrypt(bytes(12), b"hello", b""), b"") == b"hello"


def test_a_late_answer_is_never_taken_for_the_next_one_s(keyring: KeyringProcess) -> None:
    tenant, ada, bob = uuid4(), uuid4(), uuid4()
    sealing = keyring.client()
    sealing.keys(tenant, wanted(ada, bob), USE, create=True)
    client = keyring.client(timeout=0.5)
    client.status()
    keyring.signal(signal.SIGSTOP)
    with pytest.raises(KeyringUnavailable):
        client.keys(tenant, wanted(ada), USE)
    keyring.signal(signal.SIGCONT)
    until(keyring.answers)
    [bobs] = keyring.client().keys(tenant, wanted(bob), USE)
    until(lambda: client_opens(client, tenant, bob))
    [again] = client.keys(tenant, wanted(bob), USE)
    assert bobs is not None
    assert again is not None
    assert again.decrypt(bytes(12), bobs.encrypt(bytes(12), b"hello", b""), b"") == b"hello"


def client_opens(client: KeyringClient, tenant: UUID, subject: UUID) -> bool:
    try:
        client.keys(tenant, wanted(subject), USE)
    except KeyringUnavailable:
        return False
    return True


def test_a_full_disk_denies_what_is_new_and_opens_what_is_there(keyring: KeyringProcess) -> None:
    tenant, ada, eve = uuid4(), uuid4(), uuid4()
    client = keyring.client()
    client.keys(tenant, wanted(ada, eve), USE, create=True)
    size = keyring.store.stat().st_size
    keyring.limit_files_to(size)
    with pytest.raises(KeyringFull):
        [client.keys(tenant, wanted(uuid4()), USE, create=True) for _ in range(2000)]
    assert None not in keyring.client().keys(tenant, wanted(ada), USE)
    keyring.limit_files_to(resource.RLIM_INFINITY)
    assert None not in client.keys(tenant, wanted(uuid4()), USE, create=True)
    client.set_tombstone(tenant, eve, actor="system")
    keyring.kill()
    keyring.start()
    assert None not in keyring.client().keys(tenant, wanted(ada), USE)
    assert keyring.client().answers(tenant, wanted(eve), USE) == [Denial.ERASED]


def test_a_rewrap_on_a_full_disk_waits_and_is_done_when_there_is_room(
    keyring: KeyringProcess,
) -> None:
    tenant, people = uuid4(), [uuid4() for _ in range(2000)]
    client = keyring.client()
    client.keys(tenant, wanted(*people), USE, create=True)
    keyring.limit_files_to(1024)
    with pytest.raises(KeyringFull):
        client.rotate(actor="system")
    assert None not in keyring.client().keys(tenant, wanted(*people), USE)
    keyring.limit_files_to(resource.RLIM_INFINITY)
    client.rotate(actor="system")
    client.rotate(actor="system")
    assert None not in keyring.client().keys(tenant, wanted(*people), USE)


def test_a_damaged_store_is_said_so_and_nothing_is_given_out(keyring: KeyringProcess) -> None:
    keyring.client().keys(uuid4(), wanted(*(uuid4() for _ in range(500))), USE, create=True)
    keyring.kill()
    raw = bytearray(keyring.store.read_bytes())
    raw[len(raw) // 2 : len(raw) // 2 + 4096] = bytes(4096)
    keyring.store.write_bytes(raw)
    keyring.start()
    status = keyring.client().status()
    assert (status["state"], status["why"]) == ("closed", "damaged")
    assert "restore" in str(status["says"])
    with pytest.raises(KeyringClosed):
        keyring.client().keys(uuid4(), wanted(uuid4()), USE, create=True)


def test_the_replica_takes_over_while_it_runs(folder: Path) -> None:
    (folder / "replica").mkdir()
    keyring = KeyringProcess(folder, f'keyring_replica_dir = "{folder}/replica"')
    keyring.start()
    tenant, people = uuid4(), [uuid4() for _ in range(2000)]
    keyring.client().keys(tenant, wanted(*people), USE, create=True)
    keyring.kill()
    keyring.start()  # With nothing of the store in memory.
    with keyring.store.open("r+b") as file:
        file.truncate(keyring.store.stat().st_size // 3)
    with pytest.raises(KeyringUnavailable):
        keyring.client().keys(tenant, wanted(*people), USE)
    until(lambda: keyring.client().status()["state"] == "open")
    assert None not in keyring.client().keys(tenant, wanted(*people), USE)
    assert "replica took over" in {line["deed"] for line in keyring.client().log()}
    keyring.end()


def test_a_purpose_that_nobody_declared_can_not_be_denied_either(keyring: KeyringProcess) -> None:
    with pytest.raises(PurposeNotAllowed):
        keyring.client().restrict(uuid4(), uuid4(), ["curiosity"], actor="system")


def test_a_wrong_pin_is_tried_once_and_said_so(folder: Path) -> None:
    token, pin_file = make_token(folder)
    pin = pin_file.read_text()
    pin_file.write_text("wrong-pin")
    keyring = KeyringProcess(
        folder,
        f'root_provider = "pkcs11"\npkcs11_module = "{SOFTHSM}"\npkcs11_label = "{token}"\n'
        f'pkcs11_pin_file = "{pin_file}"',
    )
    keyring.start()
    assert keyring.client().status()["why"] == "root refused"
    with pytest.raises(KeyringClosed):
        keyring.client().public_key("certificate")
    keyring.kill()
    pin_file.write_text(pin)
    keyring.start()
    assert keyring.client().status()["root_provider"] == "pkcs11"
    keyring.end()


def test_keys_live_through_epochs_and_crashes_in_a_token(folder: Path) -> None:
    token, pin_file = make_token(folder)
    keyring = KeyringProcess(
        folder,
        f'root_provider = "pkcs11"\npkcs11_module = "{SOFTHSM}"\npkcs11_label = "{token}"\n'
        f'pkcs11_pin_file = "{pin_file}"',
    )
    keyring.start()
    tenant, ada = uuid4(), uuid4()
    [before] = keyring.client().keys(tenant, wanted(ada), USE, create=True)
    for _ in range(3):
        keyring.client().rotate(actor="system")
    keyring.kill()
    keyring.start()
    [after] = keyring.client().keys(tenant, wanted(ada), USE)
    assert before is not None
    assert after is not None
    assert after.decrypt(bytes(12), before.encrypt(bytes(12), b"hello", b""), b"") == b"hello"
    assert not list(folder.rglob("*.key"))
    keyring.end()


def test_a_sealed_vault_is_waited_for(folder: Path, vault: VaultServer) -> None:
    token_file = write_secret(folder / "token", vault.token)
    vault.sealed = True
    keyring = KeyringProcess(
        folder,
        f'root_provider = "vault"\nvault_address = "{vault.address}"\n'
        f'vault_token_file = "{token_file}"\nvault_ca_file = "{vault.ca_file}"',
    )
    keyring.start()
    assert keyring.client().status()["why"] == "root away"
    vault.sealed = False
    until(lambda: keyring.client().status()["state"] == "open")
    tenant, ada = uuid4(), uuid4()
    client = keyring.client()
    assert None not in client.keys(tenant, wanted(ada), USE, create=True)
    vault.sealed = True
    with pytest.raises(KeyringUnavailable):
        client.rotate(actor="system")
    assert None not in keyring.client().keys(tenant, wanted(ada), USE)
    vault.sealed = False
    client.rotate(actor="system")
    client.rotate(actor="system")
    assert len(vault.keys) == 2
    keyring.end()


def test_a_person_gets_no_more_keys_a_minute_than_allowed_and_the_system_goes_on(
    folder: Path,
) -> None:
    keyring = KeyringProcess(folder, "keys_a_minute_shown = 2000")
    keyring.start()
    tenant, thief = uuid4(), str(uuid4())
    client = keyring.client()
    people = [uuid4() for _ in range(3000)]
    client.keys(tenant, wanted(*people), USE, create=True)
    stolen = Use(thief, SHOW.purpose, SHOW.field)
    client.keys(tenant, wanted(*people[:2000]), stolen)
    with pytest.raises(TooManyKeys):
        client.keys(tenant, wanted(*people[2000:]), stolen)
    another = Use(str(uuid4()), SHOW.purpose, SHOW.field)
    assert None not in client.keys(tenant, wanted(*people[2000:]), another)
    assert None not in client.keys(tenant, wanted(*people), SHOW)
    until(lambda: any(line["deed"] == "refused" for line in client.log()))
    [line] = [line for line in client.log() if line["deed"] == "refused"]
    assert (line["actor"], line["tenant"]) == (thief, str(tenant))
    assert line["detail"] == "keys: too many keys, 1"
    keyring.end()


def test_a_purpose_that_nobody_declared_opens_nothing(keyring: KeyringProcess) -> None:
    tenant, ada = uuid4(), uuid4()
    client = keyring.client()
    client.keys(tenant, wanted(ada), USE, create=True)
    with pytest.raises(PurposeNotAllowed):
        client.keys(tenant, wanted(ada), Use("system", "curiosity", "tests.Row.about_owner"))


def test_a_flood_of_nonsense_stops_nobody_else(keyring: KeyringProcess) -> None:
    over = threading.Event()

    def flood() -> None:
        while not over.is_set():
            with suppress(OSError), socket.socket(socket.AF_UNIX) as stranger:
                stranger.connect(str(keyring.socket))
                stranger.sendall(b'{"do":"keys"}\n' * 50 + b"\x00" * 1000)

    flooding = [threading.Thread(target=flood) for _ in range(2)]
    for thread in flooding:
        thread.start()
    client = keyring.client()
    answered = [client.keys(uuid4(), wanted(uuid4()), USE, create=True) for _ in range(5)]
    over.set()
    for thread in flooding:
        thread.join()
    assert all(key is not None for [key] in answered)


def test_a_line_without_end_is_cut_off(keyring: KeyringProcess) -> None:
    with socket.socket(socket.AF_UNIX) as stranger:
        stranger.settimeout(20)
        stranger.connect(str(keyring.socket))
        with pytest.raises((BrokenPipeError, ConnectionResetError)):
            stranger.sendall(b"x" * MIB * 64)
    assert json.dumps(keyring.client().status())
