"""A replica whose disk is not mounted leaves an empty folder, which is no replica."""

from pathlib import Path
from uuid import uuid4

import pytest

from sotto.keyring.files import REPLICA_MARK
from sotto.keyring.refusals import KeyringClosed
from sotto.keyring.tests.process import USE, KeyringProcess, wanted
from sotto.keyring.tests.test_bad_days import until
from sotto.lib import disks

pytestmark = pytest.mark.room


def test_a_replica_that_is_not_mounted_is_not_written_to(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = Path(tmp_path_factory.mktemp("k"))
    replica = folder / "replica"
    replica.mkdir()
    keyring = KeyringProcess(folder, f'keyring_replica_dir = "{replica}"')
    disks.remember(replica, keyring.store.parent / REPLICA_MARK)
    keyring.start()
    tenant = uuid4()
    keyring.client().keys(tenant, wanted(uuid4()), USE, create=True)
    assert keyring.client().status()["replica"] == "in step"
    keyring.kill()
    disk = replica.rename(folder / "disk")
    replica.mkdir()
    keyring.start()
    status = keyring.client().status()
    assert (status["state"], status["why"]) == ("closed", "replica away")
    with pytest.raises(KeyringClosed):
        keyring.client().keys(tenant, wanted(uuid4()), USE, create=True)
    assert not list(replica.rglob("*"))
    replica.rmdir()
    disk.rename(replica)
    until(lambda: keyring.client().status()["state"] == "open")
    keyring.client().keys(tenant, wanted(uuid4()), USE, create=True)
    assert keyring.client().status()["replica"] == "in step"
    keyring.end()
