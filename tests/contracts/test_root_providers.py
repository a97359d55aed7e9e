"""What every root provider keeps to, whatever keeps its keys."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sotto.keyring.database import Database
from sotto.keyring.problems import (
    EpochKeyMissing,
    RootAway,
    RootMissing,
    RootRefused,
    SecretExposed,
)
from sotto.keyring.roots.pkcs11_token import Pkcs11Root
from sotto.keyring.roots.provider import RootProvider
from sotto.keyring.roots.vault import VaultRoot
from sotto.keyring.store import NOBODY, KeyName, KeyStore
from tests.contracts.root_rigs import RIGS, SOFTHSM, Rig, make_token, write_secret
from tests.contracts.vault_server import VaultServer

pytestmark = pytest.mark.contract
KEY = bytes(range(32))
NOW = "2026-11-22T08:00:00+00:00"


@pytest.fixture(params=sorted(RIGS))
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    with RIGS[request.param](tmp_path) as rig:
        yield rig


@pytest.fixture
def root(rig: Rig) -> Iterator[RootProvider]:
    root = rig.open_()
    yield root
    root.close()


def test_what_was_wrapped_is_unwrapped_after_a_restart(rig: Rig, root: RootProvider) -> None:
    root.create(1)
    wrapped = root.wrap(1, KEY, bound_to=b"here")
    root.close()
    again = rig.open_()
    assert again.unwrap(1, wrapped, bound_to=b"here") == KEY
    again.close()


def test_the_key_does_not_show_in_what_is_wrapped(root: RootProvider) -> None:
    root.create(1)
    assert KEY not in root.wrap(1, KEY, bound_to=b"here")
    assert root.wrap(1, KEY, bound_to=b"here") != root.wrap(1, KEY, bound_to=b"here")


def test_a_wrapped_key_opens_for_its_own_epoch_and_place_only(root: RootProvider) -> None:
    root.create(1)
    root.create(2)
    wrapped = root.wrap(1, KEY, bound_to=b"here")
    for epoch, bound_to in ((2, b"here"), (1, b"elsewhere"), (3, b"here")):
        with pytest.raises(EpochKeyMissing):
            root.unwrap(epoch, wrapped, bound_to=bound_to)


@pytest.mark.parametrize("damage", [slice(None, -1), slice(5), slice(1, None)])
def test_a_damaged_wrapped_key_opens_nothing(root: RootProvider, damage: slice) -> None:
    root.create(1)
    wrapped = root.wrap(1, KEY, bound_to=b"here")
    with pytest.raises(EpochKeyMissing):
        root.unwrap(1, wrapped[damage], bound_to=b"here")


def test_an_epoch_that_is_made_twice_stays_what_it_was(root: RootProvider) -> None:
    root.create(1)
    wrapped = root.wrap(1, KEY, bound_to=b"here")
    root.create(1)
    assert root.unwrap(1, wrapped, bound_to=b"here") == KEY
    assert root.epochs() == [1]


def test_one_epoch_is_destroyed_without_the_others(rig: Rig, root: RootProvider) -> None:
    for epoch in (1, 2, 3):
        root.create(epoch)
    wrapped = {epoch: root.wrap(epoch, KEY, bound_to=b"here") for epoch in (1, 2, 3)}
    root.destroy(2)
    root.close()
    again = rig.open_()
    assert again.epochs() == [1, 3]
    assert again.unwrap(1, wrapped[1], bound_to=b"here") == KEY
    assert again.unwrap(3, wrapped[3], bound_to=b"here") == KEY
    with pytest.raises(EpochKeyMissing):
        again.unwrap(2, wrapped[2], bound_to=b"here")
    again.close()


def test_an_epoch_that_is_made_again_after_its_destruction_opens_nothing_of_before(
    root: RootProvider,
) -> None:
    root.create(1)
    wrapped = root.wrap(1, KEY, bound_to=b"here")
    root.destroy(1)
    root.create(1)
    with pytest.raises(EpochKeyMissing):
        root.unwrap(1, wrapped, bound_to=b"here")


def test_destroying_what_is_gone_is_no_error(root: RootProvider) -> None:
    root.create(1)
    root.destroy(1)
    root.destroy(1)
    root.destroy(7)
    assert root.epochs() == []


def test_a_store_lives_on_it_through_epochs(root: RootProvider, tmp_path: Path) -> None:
    store = KeyStore(Database(tmp_path / "keys.db"), root, now=NOW)
    name = KeyName("signing", NOBODY, b"x")
    with store.database.transaction():
        key = store.create(name)
    for _ in range(4):
        store.begin_epoch(now=NOW)
        assert store.rewrap_some(10) is not None
        store.destroy_old_epochs()
        assert store.find(name) == key
    assert root.epochs() == [4, 5]
    store.database.close()


def test_a_wrong_pin_is_refused_and_said_so(tmp_path: Path) -> None:
    token, pin_file = make_token(tmp_path)
    pin_file.write_text("wrong-pin")
    with pytest.raises(RootRefused):
        Pkcs11Root(SOFTHSM, token, pin_file)


def test_a_pin_that_others_may_read_is_not_used(tmp_path: Path) -> None:
    token, pin_file = make_token(tmp_path)
    pin_file.chmod(0o640)
    with pytest.raises(SecretExposed):
        Pkcs11Root(SOFTHSM, token, pin_file)


@pytest.mark.parametrize(
    ("module", "token", "pin_file"),
    [
        (Path("/nowhere/token.so"), None, None),
        (SOFTHSM, "no such token", None),
        (SOFTHSM, None, Path("/nowhere/pin")),
    ],
)
def test_a_token_that_is_not_there_is_said_so(
    tmp_path: Path, module: Path, token: str | None, pin_file: Path | None
) -> None:
    made, made_pin = make_token(tmp_path)
    with pytest.raises(RootMissing):
        Pkcs11Root(module, token or made, pin_file or made_pin)


def test_a_root_key_can_not_leave_its_token(tmp_path: Path) -> None:
    import pkcs11

    token, pin_file = make_token(tmp_path)
    root = Pkcs11Root(SOFTHSM, token, pin_file)
    root.create(1)
    [key] = root._session.get_objects({pkcs11.Attribute.CLASS: pkcs11.ObjectClass.SECRET_KEY})
    with pytest.raises(pkcs11.AttributeSensitive):
        key[pkcs11.Attribute.VALUE]
    assert key[pkcs11.Attribute.NEVER_EXTRACTABLE]
    root.close()


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[VaultServer]:
    server = VaultServer(tmp_path)
    yield server
    server.stop()


def vault_root(vault: VaultServer, folder: Path, *, token: str, ca_file: Path | None) -> VaultRoot:
    write_secret(folder / "token", token)
    return VaultRoot(vault.address, folder / "token", mount="transit", key="epoch", ca_file=ca_file)


def test_a_sealed_vault_is_away_and_comes_back(vault: VaultServer, tmp_path: Path) -> None:
    root = vault_root(vault, tmp_path, token=vault.token, ca_file=vault.ca_file)
    root.create(1)
    vault.sealed = True
    with pytest.raises(RootAway):
        root.create(2)
    vault.sealed = False
    root.create(2)
    assert root.epochs() == [1, 2]
    root.close()


def test_a_wrong_vault_token_is_refused(vault: VaultServer, tmp_path: Path) -> None:
    root = vault_root(vault, tmp_path, token="wrong", ca_file=vault.ca_file)
    with pytest.raises(RootRefused):
        root.epochs()
    root.close()


def test_a_vault_whose_certificate_nobody_vouches_for_is_not_spoken_to(
    vault: VaultServer, tmp_path: Path
) -> None:
    root = vault_root(vault, tmp_path, token=vault.token, ca_file=None)
    with pytest.raises(RootAway):
        root.create(1)
    assert vault.keys == {}
    root.close()


def test_a_vault_that_is_not_there_is_away(vault: VaultServer, tmp_path: Path) -> None:
    root = vault_root(vault, tmp_path, token=vault.token, ca_file=vault.ca_file)
    vault.stop()
    with pytest.raises(RootAway):
        root.epochs()
    root.close()
