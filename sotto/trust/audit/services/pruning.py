"""Old entries go; their hashes stay, so that every proof and checkpoint stays valid.

C2SP's pruning: a minimum index, which is signed like a checkpoint and told to the witness, so that
nobody can pass off a deletion as pruning.
"""

from datetime import datetime
from uuid import UUID

from django.db import connection

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


def prune(tenant: UUID, *, before: datetime) -> int:
    """Delete whole bundles of entries that are older, rows and files. How many rows went.

    An entry younger than 90 days stays, whatever is asked. Raises TrailDamaged, KeyringUnavailable,
    WitnessUnreadable.
    """
    with within(tenant):
        tree = Tree.objects.select_for_update().first()
        if tree is None:
            return 0
        key = key_of(tree)
        checked_edge(tree, key)
        first, gone = _minimum_index(tree, before), 0
        if first > tree.first:
            _sign(tree, key, first)
            gone = _delete_rows(first, before)
            tree.first = first
            tree.save()
            record("audit:trail:pruned", detail={"first": first, "entries": gone})
    _delete_bundles(folder_of(tenant), tree.first)
    return gone


def _minimum_index(tree: Tree, before: datetime) -> int:
    """The start of the bundle that holds the first entry that must stay."""
    staying = Entry.objects.filter(at__gte=before, leaf_index__isnull=False).order_by("leaf_index")
    index = staying.values_list("leaf_index", flat=True).first()
    last = tree.signed_size if index is None else min(index, tree.signed_size)
    return last // WIDTH * WIDTH


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
