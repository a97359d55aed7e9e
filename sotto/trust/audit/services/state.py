"""How the trail of the current tenant stands, at a glance; what proves it is a verification."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sotto.lib.signed_note import Checkpoint
from sotto.trust.audit import queries
from sotto.trust.audit.services.folder import (
    newest_witnessed,
    witness_is_there,
    witness_name,
    witness_of,
)
from sotto.trust.tenants.services import current_tenant


class Witness(StrEnum):
    NONE = "none"  # The settings name none.
    CURRENT = "current"
    BEHIND = "behind"  # Away, or it could not be written to.


@dataclass(frozen=True, slots=True)
class TrailState:
    """size: entries under the checkpoint. waiting: those that are not. root: in hex."""

    size: int = 0
    waiting: int = 0
    first: int = 0
    root: str = ""
    signed_at: datetime | None = None
    witness: Witness = Witness.NONE


def trail_state() -> TrailState:
    tree = queries.tree()
    waiting = queries.waiting_entries()
    if tree is None:
        return TrailState(waiting=waiting)
    signed = Checkpoint(tree.origin, tree.signed_size, bytes(tree.root))
    return TrailState(
        size=tree.signed_size,
        waiting=waiting + tree.size - tree.signed_size,
        first=tree.first,
        root=signed.root.hex(),
        signed_at=tree.signed_at,
        witness=_witness(signed),
    )


def _witness(signed: Checkpoint) -> Witness:
    witness = witness_of(current_tenant())
    if witness is None:
        return Witness.NONE
    is_current = witness_is_there() and newest_witnessed(witness) == witness_name(signed)
    return Witness.CURRENT if is_current else Witness.BEHIND
