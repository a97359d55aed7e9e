"""Entries get their place in the tree, and the tree a signed checkpoint (PBX-80, UCC-80).

Two steps, each a transaction of its own: PostgreSQL stamps what is committed with the next indices;
then tiles and bundles are written, and the keyring signs. What is stamped and not yet signed is
taken up again. A tree that does not fit what was signed before is never signed.
"""

from itertools import islice
from uuid import UUID

import structlog
from django.db import connection
from django.utils import timezone

from sotto.lib.merkle import leaf_hash
from sotto.lib.signed_note import Checkpoint, NoteInvalid, VerifierKey, sign_note
from sotto.lib.tiles import WIDTH, Edge, TileDamaged, TileReader, bundle, pack, tiles_of
from sotto.personal_data.keys import keyring
from sotto.trust.audit.models import Tree
from sotto.trust.audit.rules.claims import CHECKPOINT, KEY
from sotto.trust.audit.services.errors import TrailDamaged
from sotto.trust.audit.services.folder import (
    Folder,
    folder_of,
    newest_witnessed,
    witness_is_there,
    witness_name,
    witness_of,
)
from sotto.trust.audit.services.leaves import leaves_between
from sotto.trust.tenants.queries import tenant_by_id
from sotto.trust.tenants.services import within

AT_ONCE = 100 * WIDTH  # Entries under one more checkpoint.

log = structlog.get_logger()


def integrate(tenant: UUID) -> int:
    """Take in whatever is committed; how many entries came under a checkpoint.

    Raises TrailDamaged, KeyringUnavailable: then entries wait, and nothing is lost.
    """
    signed = 0
    while True:
        with within(tenant):
            stamped = _stamp(tenant)
        with within(tenant):
            more = _sign_on(Tree.objects.select_for_update().get())
        signed += more
        if stamped < AT_ONCE and more < AT_ONCE:
            return signed


def key_of(tree: Tree) -> VerifierKey:
    return VerifierKey(tree.origin, keyring().public_key("checkpoint"))


def checked_edge(tree: Tree, key: VerifierKey) -> tuple[Checkpoint | None, Edge]:
    """The last checkpoint, and the right edge of its tree. Raises TrailDamaged.

    Held against the files, what the database remembers, and the newest that the witness has.
    """
    folder = folder_of(tree.tenant_id)
    raw = folder.read(CHECKPOINT)
    if raw is None:
        _expect(tree, "checkpoint", is_so=not tree.signed_size and _witnessed(tree) is None)
        return None, Edge()
    try:
        last = Checkpoint.opened(raw.decode(), key)
        edge = TileReader(last.size, folder.read).edge()
    except (NoteInvalid, UnicodeDecodeError, TileDamaged):
        raise TrailDamaged(tree.tenant_id, "files") from None
    _expect(tree, "tiles", is_so=edge.root() == last.root)
    _expect(tree, "database", is_so=tree.signed_size <= last.size <= tree.size)
    known = tree.signed_size < last.size or bytes(tree.root) == last.root
    _expect(tree, "database", is_so=known)
    witnessed = _witnessed(tree)
    _expect(tree, "witness", is_so=witnessed is None or witnessed <= witness_name(last))
    return last, edge


def _witnessed(tree: Tree) -> str | None:
    """The newest name; one of the same size and another root would come before or after ours."""
    witness = witness_of(tree.tenant_id)
    return None if witness is None else newest_witnessed(witness)


def _expect(tree: Tree, where: str, *, is_so: bool) -> None:
    if not is_so:
        raise TrailDamaged(tree.tenant_id, where)


def _stamp(tenant: UUID) -> int:
    if not Tree.objects.exists():
        origin = f"{tenant_by_id(tenant).domain}/{tenant}"
        Tree.objects.get_or_create(tenant_id=tenant, defaults={"origin": origin})
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_stamp(%s)", (AT_ONCE,))
        return int(cursor.fetchone()[0])


def _sign_on(tree: Tree) -> int:
    """Write what is new, sign, tell the witness. How many entries it was."""
    key = key_of(tree)
    last, edge = checked_edge(tree, key)
    folder, begun = folder_of(tree.tenant_id), edge.size
    end = min(tree.size, begun + AT_ONCE)
    if end > begun:
        _write(tree, folder, edge, end)
        last = Checkpoint(tree.origin, edge.size, edge.root())
        note = sign_note(last.text, key, lambda text: keyring().sign("checkpoint", text))
        folder.write(KEY, f"{key.text}\n".encode())
        folder.write(CHECKPOINT, note.encode())
        folder.settle()
        _tidy(folder, begun, edge.size)
        tree.signed_at = timezone.now()
    if last is not None:
        tree.signed_size, tree.root = last.size, last.root
        tree.save()
        tell_witness(tree, key, last, folder)
    return end - begun


def _write(tree: Tree, folder: Folder, edge: Edge, end: int) -> None:
    begun = edge.size
    pending = _pending(tree, folder, edge)
    leaves: list[bytes] = []
    rows = leaves_between(begun, end)
    for start in range(begun // WIDTH * WIDTH, end, WIDTH):
        room = min(WIDTH, end - start) - len(pending)
        for index, raw in islice(rows, room):
            _expect(tree, "database", is_so=index == begun + len(leaves))
            pending.append(raw)
            leaves.append(leaf_hash(raw))
        folder.write(bundle(start // WIDTH, len(pending)).name, pack(pending))
        pending = []
    _expect(tree, "database", is_so=begun + len(leaves) == end)
    for tile, raw in edge.extend(leaves):
        folder.write(tile.name, raw)


def _tidy(folder: Folder, begun: int, size: int) -> None:
    """A partial tile may go once the full one is there (C2SP tlog-tiles)."""
    for tile in tiles_of(size, since=begun):
        if tile.width == WIDTH:
            folder.delete_partial(tile.name)


def _pending(tree: Tree, folder: Folder, edge: Edge) -> list[bytes]:
    """The entries of the bundle that is being filled; they must be those that were signed."""
    if not edge.size % WIDTH:
        return []
    try:
        entries = TileReader(edge.size, folder.read).entries(edge.size // WIDTH)
    except TileDamaged:
        raise TrailDamaged(tree.tenant_id, "bundles") from None
    _expect(tree, "bundles", is_so=list(map(leaf_hash, entries)) == edge.partial[0])
    return entries


def tell_witness(tree: Tree, key: VerifierKey, last: Checkpoint, folder: Folder) -> bool:
    """Copy the checkpoint; a witness that is away gets the next one, which says as much."""
    witness = witness_of(tree.tenant_id)
    if witness is None:
        return False
    try:
        if not witness_is_there():
            raise FileNotFoundError
        witness.add(KEY, f"{key.text}\n".encode())
        witness.add(witness_name(last), folder.read(CHECKPOINT) or b"")
    except OSError:
        log.warning("audit.witness_is_away", tenant=str(tree.tenant_id))
        return False
    return True
