"""Old entries go; their hashes stay, so that every proof and checkpoint stays valid.

C2SP's pruning: a minimum index, which is signed like a checkpoint and told to the witness, so that
nobody can pass off a deletion as pruning. What a room needs (a legal hold) stays, and all after it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.utils import timezone

from sotto.lib.signed_note import VerifierKey, sign_note
from sotto.lib.tiles import WIDTH, Tile
from sotto.personal_data.keys import keyring
from sotto.trust.audit.models import Entry, Tree
from sotto.trust.audit.rules.claims import PRUNED, pruned_text
from sotto.trust.audit.services.errors import WitnessUnreadable
from sotto.trust.audit.services.folder import (
    Folder,
    folder_of,
    pruned_name,
    witness_is_there,
    witness_of,
)
from sotto.trust.audit.services.integrating import checked_edge, key_of
from sotto.trust.audit.services.recording import record
from sotto.trust.tenants.services import within

_YOUNG = timedelta(days=90)
_needs: list[Callable[[], int | None]] = []


@dataclass(frozen=True, slots=True)
class Pruned:
    """entries: rows that went, or would go. kept: old ones that stay, since a room needs some.

    stopped_at: the first that it needs; None where no room stopped it.
    """

    entries: int = 0
    kept: int = 0
    stopped_at: int | None = None


def keep_for(first_needed: Callable[[], int | None]) -> None:
    """Called by a room's app config: the lowest leaf of this tenant that it needs, if any."""
    _needs.append(first_needed)


def first_kept() -> int | None:
    """The start of the first bundle of the current tenant that some room needs."""
    needed = _first_needed()
    return None if needed is None else needed // WIDTH * WIDTH


def preview_pruning(tenant: UUID, *, before: datetime) -> Pruned:
    """What `prune` would do now. Changes nothing."""
    with within(tenant):
        tree = Tree.objects.first()
        if tree is None:
            return Pruned()
        before = min(before, _first_young())
        first, would_be = _minimum_index(tree, before)
        return Pruned(_count(before, tree.first, first), *_left(before, first, would_be))


def prune(tenant: UUID, *, before: datetime) -> Pruned:
    """Delete whole bundles of entries that are older, rows and files.

    An entry younger than 90 days stays, whatever is asked. Raises TrailDamaged, KeyringUnavailable,
    WitnessUnreadable.
    """
    with within(tenant):
        tree = Tree.objects.select_for_update().first()
        if tree is None:
            return Pruned()
        key = key_of(tree)
        checked_edge(tree, key)
        before = min(before, _first_young())
        (first, would_be), gone = _minimum_index(tree, before), 0
        left = _left(before, first, would_be)
        if first > tree.first:
            _sign(tree, key, first)
            gone = _delete_rows(first, before)
            tree.first = first
            tree.save()
            record("audit:trail:pruned", detail={"first": first, "entries": gone})
    _delete_bundles(folder_of(tenant), tree.first)
    return Pruned(gone, *left)


def _minimum_index(tree: Tree, before: datetime) -> tuple[int, int]:
    """The start of the first bundle that must stay; and which that were if no room needed any."""
    staying = Entry.objects.filter(at__gte=before, leaf_index__isnull=False).order_by("leaf_index")
    index = staying.values_list("leaf_index", flat=True).first()
    last = tree.signed_size if index is None else min(index, tree.signed_size)
    would_be = last // WIDTH * WIDTH
    needed = first_kept()
    return would_be if needed is None else min(needed, would_be), would_be


def _first_young() -> datetime:
    """As `audit_prune` has it, so that no bundle is dropped whose rows it keeps."""
    return timezone.now() - _YOUNG


def _first_needed() -> int | None:
    return min((one for need in _needs if (one := need()) is not None), default=None)


def _left(before: datetime, first: int, would_be: int) -> tuple[int, int | None]:
    """How many stay for a room that would have gone, and from which entry on it needs them."""
    return (_count(before, first, would_be), _first_needed()) if first < would_be else (0, None)


def _count(before: datetime, start: int, end: int) -> int:
    rows = Entry.objects.filter(at__lt=before, leaf_index__gte=start, leaf_index__lt=end)
    return rows.count()


def _sign(tree: Tree, key: VerifierKey, first: int) -> None:
    text = pruned_text(tree.origin, first)
    note = sign_note(text, key, lambda raw: keyring().sign("checkpoint", raw)).encode()
    folder_of(tree.tenant_id).write(PRUNED, note)
    witness = witness_of(tree.tenant_id)
    if witness is not None:
        if not witness_is_there():
            raise WitnessUnreadable
        witness.add(pruned_name(first), note)


def _delete_rows(below: int, before: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_prune(%s, %s)", (below, before))
        return int(cursor.fetchone()[0])


def _delete_bundles(folder: Folder, first: int) -> None:
    """Those that a crash left are taken along."""
    for name in list(folder.names()):
        tile = Tile.named(name)
        if tile is not None and tile.is_bundle and tile.first + WIDTH <= first:
            folder.delete(name)
