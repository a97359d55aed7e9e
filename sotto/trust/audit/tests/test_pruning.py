"""Old entries go, proofs stay; and who only pretends to have pruned is found."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from sotto.lib.merkle import check_consistency, consistency_proof
from sotto.lib.tiles import TileReader
from sotto.trust.audit.models import Entry
from sotto.trust.audit.rules import KEPT
from sotto.trust.audit.services import (
    integrate,
    latest_checkpoint,
    proof_of,
    prune,
    sentence,
    verify_trail,
)
from sotto.trust.audit.services.folder import folder_of
from sotto.trust.audit.tests.conftest import do, superuser
from sotto.trust.tenants.models import Tenant
from sotto.trust.tenants.services import within

pytestmark = pytest.mark.room

OLD = 600


@pytest.fixture
def aged(trail: Tenant, witness: Path) -> Tenant:
    """600 entries of long ago and 100 of today, under two checkpoints."""
    do(trail, OLD)
    with superuser() as database:  # Before they are integrated, so that their leaves say so.
        database.execute(
            "UPDATE audit_entry SET at = now() - interval '3 years' WHERE tenant_id = %s",
            [trail.pk],
        )
    integrate(trail.pk)
    do(trail, 100)
    integrate(trail.pk)
    return trail


def before() -> datetime:
    return timezone.now() - KEPT


def test_whole_bundles_of_old_entries_go_and_the_trail_still_verifies(aged: Tenant) -> None:
    assert prune(aged.pk, before=before()).entries == 512
    names = set(folder_of(aged.pk).names())
    assert not names & {"tile/entries/000", "tile/entries/001"}
    assert {"tile/entries/002.p/188", "tile/0/000", "tile/0/001"} <= names
    integrate(aged.pk)
    found = verify_trail(aged.pk)
    assert (found.is_sound, found.first, found.rows) == (True, 512, 701 - 512)


def test_what_was_proven_before_stays_proven_and_the_rest_can_be(aged: Tenant) -> None:
    with within(aged.pk):
        old, young = Entry.objects.get(leaf_index=3), Entry.objects.get(leaf_index=650)
        early = proof_of(old.pk)
    first = latest_checkpoint(aged.pk)
    prune(aged.pk, before=before())
    integrate(aged.pk)
    last = latest_checkpoint(aged.pk)
    with within(aged.pk):
        late = proof_of(young.pk)
    assert early is not None
    assert late is not None
    assert first is not None
    assert last is not None
    assert early.check(first.key).id == old.pk
    assert late.check(last.key).id == young.pk
    sizes = first.checkpoint.size, last.checkpoint.size
    node = TileReader(sizes[1], folder_of(aged.pk).read).node
    roots = first.checkpoint.root, last.checkpoint.root
    check_consistency(*sizes, *roots, consistency_proof(*sizes, node))


def test_pruning_is_an_entry_itself(aged: Tenant) -> None:
    prune(aged.pk, before=before())
    with within(aged.pk):
        entry = Entry.objects.get(action="audit:trail:pruned")
        assert entry.facts["detail"] == {"first": 512, "entries": 512}


def test_pruning_again_finds_nothing_to_do(aged: Tenant) -> None:
    prune(aged.pk, before=before())
    assert prune(aged.pk, before=before()).entries == 0
    assert verify_trail(aged.pk).is_sound


def test_young_entries_stay_whatever_is_asked(aged: Tenant) -> None:
    assert prune(aged.pk, before=timezone.now() + timedelta(days=1)).entries == 512
    with within(aged.pk):
        assert Entry.objects.filter(leaf_index__gte=512, leaf_index__lt=700).count() == 188


def test_bundles_of_young_entries_stay_as_their_rows_do(trail: Tenant) -> None:
    do(trail, 300)
    integrate(trail.pk)
    assert prune(trail.pk, before=timezone.now() + timedelta(days=1)).entries == 0
    assert folder_of(trail.pk).read("tile/entries/000") is not None
    assert verify_trail(trail.pk).first == 0


def test_a_bundle_that_a_crash_left_goes_with_the_next_pruning(aged: Tenant) -> None:
    folder = folder_of(aged.pk)
    left = folder.read("tile/entries/000") or b""
    prune(aged.pk, before=before())
    folder.write("tile/entries/000", left)
    assert verify_trail(aged.pk).is_sound
    prune(aged.pk, before=before())
    assert folder.read("tile/entries/000") is None


def test_the_application_can_neither_delete_nor_change_entries(aged: Tenant) -> None:
    with within(aged.pk):
        for statement in ("DELETE FROM audit_entry", "UPDATE audit_entry SET leaf_index = 0"):
            with (
                pytest.raises(ProgrammingError, match="permission denied"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(statement)


def test_the_function_that_prunes_keeps_what_is_young_or_not_signed(aged: Tenant) -> None:
    do(aged, 5)
    with within(aged.pk), connection.cursor() as cursor:
        cursor.execute("SELECT audit_prune(%s, now() + interval '9 years')", (2**60,))
        assert cursor.fetchone() == (OLD,)
        assert Entry.objects.count() == 105
    assert not verify_trail(aged.pk).is_sound  # Since nobody signed that they were pruned.


def test_deleting_without_a_signature_is_no_pruning(aged: Tenant) -> None:
    folder = folder_of(aged.pk)
    with superuser() as database:
        database.execute("DELETE FROM audit_entry WHERE leaf_index < 256")
        database.execute("UPDATE audit_tree SET first = 256")
    folder.delete("tile/entries/000")
    found = verify_trail(aged.pk)
    assert "Database: 256 entries were removed, from entry 0 on." in map(sentence, found.faults)


def test_the_witness_knows_how_far_was_pruned(aged: Tenant, witness: Path) -> None:
    prune(aged.pk, before=before())
    folder_of(aged.pk).delete("pruned")
    assert verify_trail(aged.pk).is_sound
    assert [*(witness / str(aged.pk)).glob("pruned-000000000512")]


def test_nothing_is_pruned_from_a_tenant_without_a_trail(trail: Tenant) -> None:
    assert prune(trail.pk, before=before()).entries == 0
