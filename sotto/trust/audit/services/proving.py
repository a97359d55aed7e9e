"""What is signed, and the proof that an entry is under it."""

from collections.abc import Mapping, Sequence
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
from sotto.trust.tenants.services import current_tenant, within


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
    return proofs_of([entry_id])[0]


def proofs_of(entry_ids: Sequence[UUID]) -> list[Proof | None]:
    """As `proof_of`, under one checkpoint, in this order."""
    signed = latest_checkpoint(current_tenant())
    size = 0 if signed is None else signed.checkpoint.size
    reader = TileReader(size, folder_of(current_tenant()).read)
    found = Entry.objects.in_bulk(entry_ids)
    return [_proof(_expected(found, one), signed, reader) for one in entry_ids]


def _expected(found: Mapping[UUID, Entry], entry_id: UUID) -> Entry:
    if entry_id not in found:
        raise Entry.DoesNotExist
    return found[entry_id]


def _proof(entry: Entry, signed: Signed | None, reader: TileReader) -> Proof | None:
    index = entry.leaf_index
    if signed is None or index is None or index >= reader.size:
        return None
    try:
        path = tuple(inclusion_proof(index, reader.size, reader.node))
    except TileDamaged:
        raise TrailDamaged(entry.tenant_id, "tiles") from None
    return Proof(leaf_of(entry).to_bytes(), index, reader.size, path, signed.note, signed.key.text)
