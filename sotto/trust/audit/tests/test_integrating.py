"""From committed rows to a signed checkpoint: nothing is lost, doubled, or signed wrongly."""

from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path
from random import Random
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import connection

from sotto.keyring.client import KeyringClient, KeyringUnavailable
from sotto.lib.merkle import ProofInvalid
from sotto.lib.signed_note import VerifierKey
from sotto.personal_data.actor import acting
from sotto.trust.audit.models import Entry, Tree
from sotto.trust.audit.services import (
    Proof,
    TrailDamaged,
    integrate,
    integrating,
    latest_checkpoint,
    proof_of,
    record,
    verify_trail,
)
from sotto.trust.audit.services.folder import folder_of
from sotto.trust.audit.tests.conftest import do, superuser
from sotto.trust.tenants.models import Tenant
from sotto.trust.tenants.services import within

pytestmark = pytest.mark.room


def entries(tenant: Tenant) -> list[Entry]:
    with within(tenant.pk):
        return list(Entry.objects.order_by("leaf_index"))


def test_what_is_committed_comes_under_a_signed_checkpoint(trail: Tenant) -> None:
    do(trail, 3)
    assert integrate(trail.pk) == 3
    signed = latest_checkpoint(trail.pk)
    assert signed is not None
    assert signed.checkpoint.size == 3
    assert signed.checkpoint.origin == f"{trail.domain}/{trail.pk}"
    assert verify_trail(trail.pk).is_sound


def test_nothing_new_is_signed_when_nothing_came(trail: Tenant) -> None:
    do(trail, 3)
    integrate(trail.pk)
    before = latest_checkpoint(trail.pk)
    assert integrate(trail.pk) == 0
    assert latest_checkpoint(trail.pk) == before


@pytest.mark.parametrize("steps", [(1, 1, 1), (255, 1, 1), (256,), (300, 300), (0, 5)])
def test_a_trail_grows_in_steps_of_any_size(trail: Tenant, steps: tuple[int, ...]) -> None:
    for step in steps:
        do(trail, step)
        assert integrate(trail.pk) == step
        assert verify_trail(trail.pk).is_sound
    assert [one.leaf_index for one in entries(trail)] == list(range(sum(steps)))


def test_partial_tiles_go_when_the_full_one_is_there(trail: Tenant) -> None:
    for step in (5, 250, 2):
        do(trail, step)
        integrate(trail.pk)
    names = {name for name in folder_of(trail.pk).names() if name.startswith("tile/")}
    assert names == {
        *("tile/0/000", "tile/0/001.p/1", "tile/1/000.p/1"),
        *("tile/entries/000", "tile/entries/001.p/1"),
    }


def test_many_entries_come_under_several_checkpoints(
    trail: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(integrating, "AT_ONCE", 256)
    do(trail, 1000)
    assert integrate(trail.pk) == 1000
    found = verify_trail(trail.pk)
    assert (found.is_sound, found.size) == (True, 1000)


def test_every_entry_can_be_proven_without_us(trail: Tenant) -> None:
    do(trail, 300)
    integrate(trail.pk)
    with within(trail.pk):
        told = [proof_of(one.pk) for one in Entry.objects.all()]
    key = VerifierKey.parse((folder_of(trail.pk).read("key") or b"").decode())
    proofs = [Proof.of_json(one.as_json()) for one in told if one is not None]
    assert {one.check(key).id for one in proofs} == {one.pk for one in entries(trail)}
    elsewhere = proofs[0].as_json() | {"leaf": proofs[1].as_json()["leaf"]}
    with pytest.raises(ProofInvalid):
        Proof.of_json(elsewhere).check(key)


def test_an_entry_that_waits_has_no_proof_yet(trail: Tenant) -> None:
    do(trail, 1)
    integrate(trail.pk)
    do(trail, 1)
    with within(trail.pk):
        waiting = Entry.objects.get(leaf_index=None)
        assert proof_of(waiting.pk) is None


def test_gaps_and_late_commits_lose_and_double_nothing(trail: Tenant) -> None:
    """Eight writers, some slow, some undone, while two integrate: every committed id, once."""
    with ThreadPoolExecutor() as threads:
        writers = [threads.submit(write, trail, Random(seed)) for seed in range(8)]  # noqa: S311
        others = [threads.submit(integrate_while, writers, trail) for _ in range(2)]
        committed = [one for writer in writers for one in writer.result()]
        assert sum(other.result() for other in others) + integrate(trail.pk) == len(committed)
    found = entries(trail)
    assert sorted(one.object_id for one in found if one.object_id) == sorted(committed)
    assert [one.leaf_index for one in found] == list(range(len(committed)))
    sequences = [one.sequence for one in found]
    assert sequences != sorted(sequences)  # They did come late, or this proved nothing.
    assert max(sequences) - min(sequences) >= len(sequences)  # And there were gaps.
    assert verify_trail(trail.pk).is_sound


class Undone(Exception):
    """A transaction that its writer gave up."""


def write(tenant: Tenant, draw: Random) -> list[UUID]:
    """Transactions of several entries, PostgreSQL dawdling in between. The ids that stayed."""
    committed: list[UUID] = []
    with closing(connection), acting():
        for _ in range(25):
            ids = [uuid4() for _ in range(draw.randrange(1, 4))]
            is_undone = draw.random() < 0.2
            with suppress(Undone), within(tenant.pk):
                _record_slowly(ids, draw, is_undone=is_undone)
            committed += [] if is_undone else ids
    return committed


def _record_slowly(ids: list[UUID], draw: Random, *, is_undone: bool) -> None:
    for one in ids:
        record("room:thing:done", object_id=one)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(%s)", (draw.random() * 0.02,))
    if is_undone:
        raise Undone


def integrate_while(writers: list[Future[list[UUID]]], tenant: Tenant) -> int:
    signed = 0
    with closing(connection), acting():
        while not all(writer.done() for writer in writers):
            signed += integrate(tenant.pk)
    return signed


def test_without_the_keyring_entries_wait_and_then_go_on(
    trail: Tenant, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    do(trail, 2)
    integrate(trail.pk)
    do(trail, 5)
    nobody = KeyringClient(tmp_path / "nobody.sock", settings.SOTTO.keyring_generation)
    with monkeypatch.context() as away:
        away.setattr(integrating, "keyring", lambda: nobody)
        for _ in range(2):
            with pytest.raises(KeyringUnavailable):
                integrate(trail.pk)
    assert integrate(trail.pk) == 5
    found = verify_trail(trail.pk)
    assert (found.is_sound, found.size, found.rows) == (True, 7, 7)


def test_a_crash_after_the_checkpoint_was_written_is_taken_up(trail: Tenant) -> None:
    do(trail, 5)
    integrate(trail.pk)
    before = {name: folder_of(trail.pk).read(name) for name in folder_of(trail.pk).names()}
    do(trail, 4)
    integrate(trail.pk)
    with superuser() as database:  # As if the transaction behind the files had been lost.
        database.execute("UPDATE audit_tree SET signed_size = 5")
    do(trail, 1)
    assert len(before) == 4
    with pytest.raises(TrailDamaged):  # The remembered root is of another size: nothing is signed.
        _with_wrong_root(trail)
    with superuser() as database:
        database.execute("UPDATE audit_tree SET signed_size = 0, root = ''")
    assert integrate(trail.pk) == 1
    assert verify_trail(trail.pk).is_sound


def _with_wrong_root(trail: Tenant) -> None:
    with superuser() as database:
        database.execute("UPDATE audit_tree SET signed_size = 9, root = 'x'")
    integrate(trail.pk)


@pytest.mark.parametrize("width", [1, 3])
def test_tiles_of_a_crash_before_the_signature_are_written_over(trail: Tenant, width: int) -> None:
    do(trail, 2)
    integrate(trail.pk)
    folder = folder_of(trail.pk)
    folder.write(f"tile/0/000.p/{2 + width}", bytes(32 * (2 + width)))
    do(trail, width)
    integrate(trail.pk)
    assert verify_trail(trail.pk).is_sound


def test_a_tree_that_was_tampered_with_is_never_signed(trail: Tenant) -> None:
    do(trail, 7)
    integrate(trail.pk)
    folder = folder_of(trail.pk)
    whole = {name: folder.read(name) or b"" for name in folder.names()}
    for name, raw in whole.items():
        folder.write(name, raw[:-1] + bytes([raw[-1] ^ 1]))
        do(trail, 1)
        if name != "key":
            with pytest.raises(TrailDamaged):
                integrate(trail.pk)
        folder.write(name, raw)
    assert integrate(trail.pk) >= 1
    assert verify_trail(trail.pk).is_sound


def test_each_checkpoint_is_copied_to_the_witness_and_stays(trail: Tenant, witness: Path) -> None:
    for _ in range(3):
        do(trail, 2)
        integrate(trail.pk)
    kept = sorted(one.name for one in (witness / str(trail.pk)).rglob("0*-*"))
    assert [name.split("-")[0] for name in kept] == ["002", "004", "006"]
    assert (witness / str(trail.pk) / "key").read_bytes() == folder_of(trail.pk).read("key")
    found = verify_trail(trail.pk)
    assert (found.is_sound, found.checkpoints) == (True, 3)


def test_a_machine_that_was_rolled_back_signs_nothing_while_its_witness_knows_more(
    trail: Tenant, witness: Path
) -> None:
    do(trail, 4)
    integrate(trail.pk)
    folder = folder_of(trail.pk)
    then = {name: folder.read(name) or b"" for name in folder.names()}
    do(trail, 4)
    integrate(trail.pk)
    for name in list(folder.names()):
        folder.delete(name)
    for name, raw in then.items():
        folder.write(name, raw)
    with superuser() as database:
        database.execute("DELETE FROM audit_entry WHERE leaf_index >= 4")
        database.execute("UPDATE audit_tree SET size = 4, signed_size = 0")
    do(trail, 9)
    with pytest.raises(TrailDamaged):
        integrate(trail.pk)
    [fault] = verify_trail(trail.pk).faults
    assert (fault.kind, fault.first, fault.count) == ("rolled back", 4, 4)


def test_a_witness_that_is_away_stops_nothing(trail: Tenant, witness: Path) -> None:
    witness.write_text("a file in its place")
    do(trail, 2)
    assert integrate(trail.pk) == 2
    witness.unlink()
    assert integrate(trail.pk) == 0
    assert verify_trail(trail.pk, witness=witness).checkpoints == 1
    assert [*(witness / str(trail.pk)).rglob("002-*")]


def test_each_tenant_has_a_tree_of_its_own(trail: Tenant, neighbour: Tenant) -> None:
    do(trail, 3)
    do(neighbour, 2)
    integrate(trail.pk)
    integrate(neighbour.pk)
    assert [verify_trail(one.pk).size for one in (trail, neighbour)] == [3, 2]
    assert [one.leaf_index for one in entries(neighbour)] == [0, 1]


def test_the_state_of_the_tree_is_remembered(trail: Tenant) -> None:
    do(trail, 3)
    integrate(trail.pk)
    with within(trail.pk):
        tree = Tree.objects.get()
    signed = latest_checkpoint(trail.pk)
    assert signed is not None
    assert (tree.size, tree.signed_size, bytes(tree.root)) == (3, 3, signed.checkpoint.root)
    assert tree.signed_at is not None
    assert tree.signed_at - entries(trail)[-1].at < timedelta(minutes=1)
