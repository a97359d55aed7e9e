"""What is signed, and the proof that an entry is under it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sotto.lib.merkle import inclusion_proof
from sotto.lib.signed_note import Checkpoint, NoteInvalid, VerifierKey
from sotto.lib.tiles import TileDamaged, TileReader
from sotto.trust.audit.models import Entry, Tree
from sotto.trust.audit.rules.claims import CHECKPOINT
from sotto.trust.audit.rules.proof import Proof
from sotto.trust.audit.services.errors import EntryUnknown, NotProvenYet, TrailDamaged
from sotto.trust.audit.services.folder import folder_of
from sotto.trust.audit.services.integrating import key_of
from sotto.trust.audit.services.leaves import leaf_of
from sotto.trust.audit.services.recording import record
from sotto.trust.tenants.services import within


def proof_in_json(entry_id: UUID) -> dict[str, Any]:  # Any: JSON
    """For somebody to take along; audited. Raises EntryUnknown, NotProvenYet, TrailDamaged."""
    try:
        found = proof_of(entry_id)
    except Entry.DoesNotExist:
        raise EntryUnknown from None
    if found is None:
        raise NotProvenYet(entry_id)
    record("audit:entry:proven", object_id=entry_id)
    return found.as_json()


@dataclass(frozen=True, slots=True)
class Signed:
    """A checkpoint with its note as it was signed, and the key that checks it."""

    checkpoint: Checkpoint
    note: str
    key: VerifierKey


def latest_checkpoint(tenant: UUID) -> Signed | None:
    """None before the first. Raises TrailDamaged when it is not signed by our key."""
    with within(tenant):
        tree = Tree.objects.first()
    raw = folder_of(tenant).read(CHECKPOINT)
    if tree is None or raw is None:
        return None
    key = key_of(tree)
    try:
        note = raw.decode()
        return Signed(Checkpoint.opened(note, key), note, key)
    except (NoteInvalid, UnicodeDecodeError):
        raise TrailDamaged(tenant, "checkpoint") from None


def proof_of(entry_id: UUID) -> Proof | None:
    """Of an entry of the current tenant; None while it is not under a checkpoint.

    Raises Entry.DoesNotExist, TrailDamaged.
    """
    entry = Entry.objects.get(pk=entry_id)
    signed = latest_checkpoint(entry.tenant_id)
    index = entry.leaf_index
    if signed is None or index is None or index >= signed.checkpoint.size:
        return None
    size = signed.checkpoint.size
    try:
        node = TileReader(size, folder_of(entry.tenant_id).read).node
        path = tuple(inclusion_proof(index, size, node))
    except TileDamaged:
        raise TrailDamaged(entry.tenant_id, "tiles") from None
    return Proof(leaf_of(entry).to_bytes(), index, size, path, signed.note, signed.key.text)
