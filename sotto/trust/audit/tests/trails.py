"""Trails in memory: rows, files and a witness as integration leaves them, and who attacks them."""

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Self
from uuid import UUID, uuid5

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sotto.lib.merkle import leaf_hash
from sotto.lib.signed_note import Checkpoint, VerifierKey, sign_note
from sotto.lib.tiles import WIDTH, Edge, bundle, pack, tiles_of
from sotto.trust.audit.rules.claims import CHECKPOINT, KEY
from sotto.trust.audit.rules.findings import Findings
from sotto.trust.audit.rules.leaf import Leaf
from sotto.trust.audit.rules.verifying import Trail, verify

TENANT = UUID(int=7)
ORIGIN = f"office.example/{TENANT}"
_BEGAN = datetime(2026, 11, 22, 8, tzinfo=UTC)


@dataclass(frozen=True)
class Signer:
    private: Ed25519PrivateKey

    @classmethod
    def number(cls, number: int) -> Self:
        return cls(Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32))

    @property
    def key(self) -> VerifierKey:
        return VerifierKey(ORIGIN, self.private.public_key().public_bytes_raw())

    def checkpoint(self, size: int, root: bytes) -> str:
        return sign_note(Checkpoint(ORIGIN, size, root).text, self.key, self.private.sign)


OURS, ATTACKER = Signer.number(1), Signer.number(2)


def entry(number: int, *, action: str = "room:thing:done") -> bytes:
    return Leaf(
        id=uuid5(TENANT, str(number)),
        tenant=TENANT,
        sequence=number * 2 + 1,
        at=_BEGAN + timedelta(seconds=number),
        actor="system",
        subject=uuid5(TENANT, f"s{number % 9}"),
        action=action,
        object_id=None,
        interface="web",
        decision="allowed",
        detail=bytes([number % 256]) * 40 if number % 3 else None,
    ).to_bytes()


@dataclass
class Kept:
    """Everything that stands anywhere about one trail."""

    entries: list[bytes] = field(default_factory=list)
    rows: list[tuple[int, bytes]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    witness: dict[str, str] = field(default_factory=dict)
    known: Checkpoint | None = None

    def read(self, name: str) -> bytes | None:
        return self.files.get(name)

    def names(self) -> Iterable[str]:
        return tuple(self.files)

    def grow(self, entries: list[bytes], *, signer: Signer = OURS, witnessed: bool = True) -> None:
        """As integration does."""
        before = len(self.entries)
        edge = Edge()
        list(edge.extend([leaf_hash(one) for one in self.entries]))
        self.entries = [*self.entries, *entries]
        self.rows = [*self.rows, *enumerate(entries, start=before)]
        for tile, raw in edge.extend([leaf_hash(one) for one in entries]):
            self.files[tile.name] = raw
        for tile in tiles_of(edge.size, since=before):
            if tile.is_bundle:
                part = self.entries[tile.first : tile.first + tile.width]
                self.files[bundle(tile.first // WIDTH, tile.width).name] = pack(part)
        note = signer.checkpoint(edge.size, edge.root())
        self.files |= {CHECKPOINT: note.encode(), KEY: signer.key.text.encode()}
        self.known = Checkpoint(ORIGIN, edge.size, edge.root())
        if witnessed:
            self.witness[f"{edge.size}-{edge.root().hex()[:16]}"] = note

    def copy(self) -> "Kept":
        return Kept(
            list(self.entries), list(self.rows), dict(self.files), dict(self.witness), self.known
        )

    def verified(self) -> Findings:
        return verify(Trail(OURS.key, self, self.witness, self.rows, self.known))

    def audited(self) -> Findings:
        """As an auditor without our database does."""
        return verify(Trail(OURS.key, self, self.witness))


def grown(*steps: int) -> Kept:
    kept = Kept()
    for step in steps:
        first = len(kept.entries)
        kept.grow([entry(number) for number in range(first, first + step)])
    return deepcopy(kept)
