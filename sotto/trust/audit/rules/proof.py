"""The proof that one entry stands in the trail: it is checked without us."""

import binascii
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from sotto.lib.merkle import ProofInvalid, check_inclusion, leaf_hash
from sotto.lib.signed_note import Checkpoint, NoteInvalid, VerifierKey
from sotto.trust.audit.rules.leaf import Leaf, LeafDamaged

FORM = "sotto audit proof 1"


@dataclass(frozen=True, slots=True)
class Proof:
    """leaf: the entry's bytes. path: from the leaf up. checkpoint: the signed note over the tree.

    key: the verifier key, one line of text; have it from elsewhere as well.
    """

    leaf: bytes
    index: int
    size: int
    path: tuple[bytes, ...]
    checkpoint: str
    key: str

    def check(self, key: VerifierKey | None = None) -> Leaf:
        """The entry that is proven. key: the one that is trusted. Raises ProofInvalid."""
        try:
            trusted = VerifierKey.parse(self.key) if key is None else key
            signed = Checkpoint.opened(self.checkpoint, trusted)
            leaf = Leaf.from_bytes(self.leaf)
        except (NoteInvalid, LeafDamaged):
            raise ProofInvalid from None
        if signed.size != self.size:
            raise ProofInvalid
        check_inclusion(self.index, self.size, leaf_hash(self.leaf), self.path, signed.root)
        return leaf

    def as_json(self) -> dict[str, Any]:  # Any: JSON
        return {
            "format": FORM,
            "leaf": b64encode(self.leaf).decode(),
            "index": self.index,
            "size": self.size,
            "path": [b64encode(one).decode() for one in self.path],
            "checkpoint": self.checkpoint,
            "key": self.key,
        }

    @classmethod
    def of_json(cls, told: Mapping[str, Any]) -> Self:  # Any: JSON
        """Raises ProofInvalid."""
        try:
            if told["format"] != FORM:
                raise ProofInvalid
            return cls(
                leaf=b64decode(told["leaf"], validate=True),
                index=int(told["index"]),
                size=int(told["size"]),
                path=tuple(b64decode(one, validate=True) for one in told["path"]),
                checkpoint=str(told["checkpoint"]),
                key=str(told["key"]),
            )
        except (KeyError, TypeError, ValueError, OverflowError, binascii.Error):
            raise ProofInvalid from None
