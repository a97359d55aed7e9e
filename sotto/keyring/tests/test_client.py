"""The client against a real keyring process: caches, tombstones, strangers, a keyring that dies."""

import json
import socket
import subprocess
from uuid import uuid4

import pytest

from sotto.keyring.client import KeyringRefused, KeyringUnavailable
from sotto.keyring.tests.process import USE, KeyringProcess, wanted

pytestmark = pytest.mark.room


def test_what_one_client_seals_another_opens(keyring: KeyringProcess) -> None:
    tenant, ada = uuid4(), uuid4()
    [sealing] = keyring.client().keys(tenant, wanted(ada), USE, create=True)
    [opening] = keyring.client().keys(tenant, wanted(ada), USE)
    assert sealing is not None
    assert opening is not None
    nonce = bytes(12)
    assert opening.decrypt(nonce, sealing.encrypt(nonce, b"hello", b""), b"") == b"hello"


def test_a_tombstone_set_by_one_client_empties_the_cache_of_another(
    keyring: KeyringProcess,
) -> None:
    tenant, ada, bob = uuid4(), uuid4(), uuid4()
    reader = keyring.client()
    assert None not in reader.keys(tenant, wanted(ada, bob), USE, create=True)
    keyring.client().set_tombstone(tenant, ada, actor="system")
    assert [key is None for key in reader.keys(tenant, wanted(ada, bob), USE)] == [True, False]


def test_nothing_is_destroyed_without_a_tombstone(keyring: KeyringProcess) -> None:
    tenant, ada = uuid4(), uuid4()
    client = keyring.client()
    client.keys(tenant, wanted(ada), USE, create=True)
    with pytest.raises(KeyringRefused):
        client.destroy(tenant, ada, actor="system")


def test_a_killed_keyring_comes_back_with_every_key(keyring: KeyringProcess) -> None:
    tenant, ada = uuid4(), uuid4()
    client = keyring.client()
    [before] = client.keys(tenant, wanted(ada), USE, create=True)
    keyring.kill()
    with pytest.raises(KeyringUnavailable):
        client.keys(tenant, wanted(uuid4()), USE)
    keyring.start()
    [after] = keyring.client().keys(tenant, wanted(ada), USE)
    assert before is not None
    assert after is not None
    assert after.decrypt(bytes(12), before.encrypt(bytes(12), b"hello", b""), b"") == b"hello"


def test_nonsense_is_refused_and_the_connection_goes_on(keyring: KeyringProcess) -> None:
    with socket.socket(socket.AF_UNIX) as stranger:
        stranger.connect(str(keyring.socket))
        with stranger.makefile("rwb") as lines:
            answers = []
            for line in (b"\xff\xfe\n", b"{}\n", b'{"do":"keys"}\n', b'{"do":"status"}\n'):
                lines.write(line)
                lines.flush()
                answers.append(json.loads(lines.readline()))
    assert [set(answer) for answer in answers] == [{"refused"}] * 3 + [{"status"}]


def test_another_system_user_gets_no_answer(keyring: KeyringProcess) -> None:
    for folder in (keyring.folder, *keyring.folder.parents):
        if folder.stat().st_uid == 0 and str(folder).startswith("/tmp/pytest"):  # noqa: S108
            folder.chmod(0o755)
    keyring.socket.chmod(0o666)
    script = (
        "import socket,sys; s=socket.socket(socket.AF_UNIX); s.settimeout(5); "
        f's.connect({str(keyring.socket)!r}); s.sendall(b\'{{"do":"status"}}\\n\'); '
        "print(len(s.recv(1000)))"
    )
    said = subprocess.run(
        ["/usr/bin/python3", "-c", script], user="nobody", capture_output=True, check=False
    )
    assert b"status" not in said.stdout
    assert said.stdout.strip() in {b"0", b""}


def test_a_number_beyond_what_the_store_counts_is_refused_in_words(keyring: KeyringProcess) -> None:
    with pytest.raises(KeyringRefused):
        keyring.client().log(after=1 << 63)
