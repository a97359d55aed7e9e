"""Merkle trees of RFC 6962 and RFC 9162: roots, and proofs that an auditor checks by itself.

Hashes are SHA-256, 32 bytes. A tree is read through `Node`: the hash of the perfect subtree of
2**level leaves that stands at `index` on its level. Requirements PBX-80, UCC-80.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()

Node = Callable[[int, int], bytes]


class ProofInvalid(Exception):
    """The hashes do not prove what they should."""


def leaf_hash(entry: bytes) -> bytes:
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


@dataclass
class Frontier:
    """A tree that only grows: one hash for each perfect subtree that its size is made of."""

    size: int = 0
    subtrees: list[bytes] = field(default_factory=list)  # The largest, and leftmost, first.

    def append(self, leaf: bytes) -> None:
        """leaf: a leaf's hash."""
        complete = self.size
        while complete & 1:
            leaf = sha256(b"\x01" + self.subtrees.pop() + leaf).digest()
            complete >>= 1
        self.subtrees.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        return fold(self.subtrees)


def fold(subtrees: Sequence[bytes]) -> bytes:
    """The root over subtrees that shrink from left to right."""
    if not subtrees:
        return EMPTY_ROOT
    root = subtrees[-1]
    for left in reversed(subtrees[:-1]):
        root = sha256(b"\x01" + left + root).digest()
    return root


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes; MTH(D[n]) of RFC 6962 2.1."""
    row = list(leaves)
    if not row:
        return EMPTY_ROOT
    while len(row) > 1:
        pairs = [
            sha256(b"\x01" + a + b).digest() for a, b in zip(row[::2], row[1::2], strict=False)
        ]
        row = [*pairs, row[-1]] if len(row) & 1 else pairs
    return row[0]


def root_at(size: int, node: Node) -> bytes:
    """The root that the tree had when it was this large."""
    return _range_hash(0, size, node) if size else EMPTY_ROOT


def inclusion_proof(index: int, size: int, node: Node) -> list[bytes]:
    """The audit path of leaf `index` in the tree of `size`, from the leaf up (RFC 6962 2.1.1)."""
    if not 0 <= index < size:
        raise ValueError(f"No leaf {index} in a tree of {size}.")
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(_range_hash(middle, end, node))
            end = middle
        else:
            path.append(_range_hash(start, middle, node))
            start = middle
    return path[::-1]


def consistency_proof(first: int, second: int, node: Node) -> list[bytes]:
    """That the tree of `first` leaves is where the tree of `second` began (RFC 6962 2.1.2)."""
    if not 0 < first <= second:
        raise ValueError(f"Nothing can be proven from {first} to {second}.")
    path: list[bytes] = []
    start, end, is_whole = 0, second, True
    while first != end:
        middle = start + _split(end - start)
        if first <= middle:
            path.append(_range_hash(middle, end, node))
            end = middle
        else:
            path.append(_range_hash(start, middle, node))
            start, is_whole = middle, False
    if not is_whole:
        path.append(_range_hash(start, end, node))
    return path[::-1]


def root_from_inclusion(index: int, size: int, leaf: bytes, path: Sequence[bytes]) -> bytes:
    """The root to which an audit path leads (RFC 9162 2.1.3.2). Raises ProofInvalid."""
    if not 0 <= index < size:
        raise ProofInvalid
    root = leaf
    for sibling, is_left in zip(path, _sides(index, size - 1, len(path)), strict=True):
        root = node_hash(sibling, root) if is_left else node_hash(root, sibling)
    return root


def check_inclusion(index: int, size: int, leaf: bytes, path: Sequence[bytes], root: bytes) -> None:
    """Raises ProofInvalid."""
    if root_from_inclusion(index, size, leaf, path) != root:
        raise ProofInvalid


def check_consistency(
    first: int, second: int, first_root: bytes, second_root: bytes, path: Sequence[bytes]
) -> None:
    """RFC 9162 2.1.4.2. Raises ProofInvalid."""
    if first == second:
        if path or first_root != second_root:
            raise ProofInvalid
        return
    if not 0 < first < second or not path:
        raise ProofInvalid
    is_power = not first & (first - 1)
    rest = [first_root, *path] if is_power else list(path)
    here, last = first - 1, second - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    old = new = rest[0]
    for sibling, is_left in zip(rest[1:], _sides(here, last, len(rest) - 1), strict=True):
        old = node_hash(sibling, old) if is_left else old
        new = node_hash(sibling, new) if is_left else node_hash(new, sibling)
    if (old, new) != (first_root, second_root):
        raise ProofInvalid


def _sides(here: int, last: int, steps: int) -> list[bool]:
    """Whether the sibling of each step from `here` to the root stands to the left.

    last: the last node of that level. Raises ProofInvalid when it takes more or fewer steps.
    """
    sides: list[bool] = []
    while last and len(sides) < steps:
        is_left = bool(here & 1) or here == last
        while is_left and not here & 1 and here:
            here, last = here >> 1, last >> 1
        sides.append(is_left)
        here, last = here >> 1, last >> 1
    if last or len(sides) != steps:
        raise ProofInvalid
    return sides


def _split(size: int) -> int:
    """The largest power of two below `size`: where RFC 6962 parts a tree."""
    return 1 << ((size - 1).bit_length() - 1)


def _range_hash(start: int, end: int, node: Node) -> bytes:
    """Over leaves [start, end), where start is a multiple of a power of two that is not less."""
    subtrees: list[bytes] = []
    while start < end:
        level = (end - start).bit_length() - 1
        subtrees.append(node(level, start >> level))
        start += 1 << level
    return fold(subtrees)
