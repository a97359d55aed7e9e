"""Lost files come back from the rows, if these give what was signed; else nothing is replaced."""

import shutil
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings

from sotto.trust.audit.services import (
    AuditRefused,
    HashesLost,
    NothingSigned,
    RowsDiffer,
    TrailDamaged,
    integrate,
    prune,
    rebuild,
    verify_trail,
)
from sotto.trust.audit.services.folder import folder_of
from sotto.trust.audit.tests.conftest import do, superuser
from sotto.trust.audit.tests.test_pruning import aged, before
from sotto.trust.tenants.models import Tenant

pytestmark = pytest.mark.room
__all__ = ["aged"]

SIZE = 600
Loss = Callable[[Path], object]


@pytest.fixture
def whole(trail: Tenant, witness: Path) -> Tenant:
    do(trail, SIZE, subject=uuid4(), detail={"why": "asked"})
    integrate(trail.pk)
    return trail


def files(tenant: Tenant) -> dict[str, bytes]:
    folder = folder_of(tenant.pk)
    return {name: folder.read(name) or b"" for name in folder.names()}


def garbage(name: str) -> Loss:
    return lambda path: (path / name).write_bytes(b"garbage")


def test_narrower_tiles_of_earlier_checkpoints_stay(whole: Tenant) -> None:
    do(whole, 3)
    integrate(whole.pk)
    kept = files(whole)
    assert {"tile/0/002.p/88", "tile/0/002.p/91"} <= set(kept)
    assert rebuild(whole.pk) == 0
    assert files(whole) == kept


LOSSES: dict[str, Loss] = {
    "everything": shutil.rmtree,
    "all tiles": lambda path: shutil.rmtree(path / "tile"),
    "one bundle": lambda path: (path / "tile/entries/001").unlink(),
    "a bundle's bytes": garbage("tile/entries/002.p/88"),
    "a tile's bytes": garbage("tile/0/000"),
    "the tile above": lambda path: shutil.rmtree(path / "tile/1"),
    "the checkpoint": lambda path: (path / "checkpoint").unlink(),
    "a foreign checkpoint": garbage("checkpoint"),
    "the key": lambda path: (path / "key").unlink(),
    "a narrower tile that is none": garbage("tile/0/002.p/7"),
    "one too many": lambda path: (path / "tile/0/007").write_bytes(b"x" * 32),
}


@pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES)
def test_what_was_lost_is_as_it_was_byte_for_byte(whole: Tenant, loss: Loss) -> None:
    kept = files(whole)
    loss(folder_of(whole.pk).path)
    assert files(whole) != kept
    rebuild(whole.pk)
    assert files(whole) == kept
    assert integrate(whole.pk) == 1  # That it was rebuilt is an entry itself.
    assert verify_trail(whole.pk).is_sound


def test_rebuilding_what_is_whole_replaces_nothing(whole: Tenant) -> None:
    assert rebuild(whole.pk) == 0


def test_without_it_nothing_more_is_signed(whole: Tenant) -> None:
    shutil.rmtree(folder_of(whole.pk).path / "tile")
    with pytest.raises(TrailDamaged):
        integrate(whole.pk)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET action = 'a:b:c' WHERE tenant_id = %s AND leaf_index = 7",
        "DELETE FROM audit_entry WHERE tenant_id = %s AND leaf_index = 599",
        "DELETE FROM audit_entry WHERE tenant_id = %s AND leaf_index = 300",
        "DELETE FROM audit_entry WHERE tenant_id = %s",
    ],
)
def test_rows_that_do_not_give_the_root_replace_nothing(whole: Tenant, statement: str) -> None:
    (folder_of(whole.pk).path / "tile/entries/001").unlink()
    left = files(whole)
    with superuser() as database:
        database.execute(statement, [whole.pk])
    with pytest.raises(RowsDiffer):
        rebuild(whole.pk)
    assert files(whole) == left


def without(whole: Tenant, witness: Path) -> None:
    shutil.rmtree(witness)
    (folder_of(whole.pk).path / "checkpoint").unlink()


def older(whole: Tenant, witness: Path) -> None:
    """What a backup of the folder has, when the witness is lost as well."""
    path = folder_of(whole.pk).path / "checkpoint"
    kept = path.read_bytes()
    do(whole, 1)
    integrate(whole.pk)
    shutil.rmtree(witness)
    path.write_bytes(kept)


@pytest.mark.parametrize("lost", [without, older])
def test_what_nobody_signed_any_more_is_not_signed_anew(
    whole: Tenant, witness: Path, lost: Callable[[Tenant, Path], None]
) -> None:
    lost(whole, witness)
    left = files(whole)
    with pytest.raises(NothingSigned):
        rebuild(whole.pk)
    assert files(whole) == left


def test_a_witness_that_is_named_is_asked(
    whole: Tenant, witness: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = files(whole)
    shutil.rmtree(folder_of(whole.pk).path)
    monkeypatch.setattr(settings, "SOTTO", settings.SOTTO.model_copy(update={"witness_dir": None}))
    with pytest.raises(NothingSigned):
        rebuild(whole.pk)
    rebuild(whole.pk, witness=witness)
    assert files(whole) == kept


def test_a_pruned_trail_needs_the_hashes_of_what_is_gone(aged: Tenant) -> None:
    prune(aged.pk, before=before())
    integrate(aged.pk)
    kept, path = files(aged), folder_of(aged.pk).path
    shutil.rmtree(path / "tile/entries")
    shutil.rmtree(path / "tile/1")
    (path / "pruned").unlink()
    rebuild(aged.pk)
    assert files(aged).items() <= kept.items()  # Narrower tiles of before are not needed.
    assert verify_trail(aged.pk).is_sound
    (path / "tile/0/001").unlink()
    with pytest.raises(HashesLost):
        rebuild(aged.pk)


def test_a_tenant_without_a_trail_is_told_so(trail: Tenant) -> None:
    with pytest.raises(AuditRefused):
        rebuild(trail.pk)
