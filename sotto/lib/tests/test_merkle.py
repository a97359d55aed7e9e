"""Merkle trees: published vectors, another implementation, and lies that must not pass."""

import random

import pymerkle
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotto.lib import merkle

pytestmark = pytest.mark.rules

# The leaves and roots that certificate-transparency's own tests use.
LEAVES = [
    bytes.fromhex(one)
    for one in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
SIZES = st.integers(min_value=1, max_value=300)


def hashes(size: int) -> list[bytes]:
    return [merkle.leaf_hash(str(number).encode()) for number in range(size)]


def nodes(leaves: list[bytes]) -> merkle.Node:
    def node(level: int, index: int) -> bytes:
        return merkle.root_of(leaves[index << level : (index + 1) << level])

    return node


@pytest.mark.parametrize("size", range(9))
def test_the_published_roots_come_out(size: int) -> None:
    leaves = [merkle.leaf_hash(entry) for entry in LEAVES[:size]]
    frontier = merkle.Frontier()
    for leaf in leaves:
        frontier.append(leaf)
    assert merkle.root_of(leaves).hex() == ROOTS[size]
    assert frontier.root().hex() == ROOTS[size]
    assert merkle.root_at(size, nodes(leaves)).hex() == ROOTS[size]


def test_the_published_audit_path_of_the_first_of_eight_comes_out() -> None:
    leaves = [merkle.leaf_hash(entry) for entry in LEAVES]
    assert [one.hex() for one in merkle.inclusion_proof(0, 8, nodes(leaves))] == [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]


@given(st.lists(st.binary(max_size=40), min_size=1, max_size=80))
def test_another_implementation_has_the_same_roots(entries: list[bytes]) -> None:
    other = pymerkle.InmemoryTree(algorithm="sha256")
    frontier = merkle.Frontier()
    for entry in entries:
        other.append_entry(entry)
        frontier.append(merkle.leaf_hash(entry))
        assert frontier.root() == other.get_root()


@given(SIZES, st.data())
def test_another_implementation_has_the_same_audit_path(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    other = pymerkle.InmemoryTree(algorithm="sha256")
    for number in range(size):
        other.append_entry(str(number).encode())
    theirs = other.prove_inclusion(index + 1, size).path  # It counts from one; the leaf first.
    ours = merkle.inclusion_proof(index, size, nodes(hashes(size)))
    assert sorted(ours) == sorted(theirs[: index_of_leaf(theirs, index)] + after(theirs, index))


def index_of_leaf(path: list[bytes], index: int) -> int:
    return path.index(merkle.leaf_hash(str(index).encode()))


def after(path: list[bytes], index: int) -> list[bytes]:
    return path[index_of_leaf(path, index) + 1 :]


@given(SIZES, st.data())
def test_what_is_included_can_be_proven(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    leaves = hashes(size)
    path = merkle.inclusion_proof(index, size, nodes(leaves))
    merkle.check_inclusion(index, size, leaves[index], path, merkle.root_of(leaves))


@given(SIZES, SIZES)
def test_an_earlier_tree_can_be_proven_to_be_the_beginning(one: int, other: int) -> None:
    first, second = sorted((one, other))
    leaves = hashes(second)
    path = merkle.consistency_proof(first, second, nodes(leaves))
    roots = merkle.root_of(leaves[:first]), merkle.root_of(leaves)
    merkle.check_consistency(first, second, *roots, path)


@given(st.integers(2, 64), st.integers(0, 2**32))
def test_no_other_path_proves_inclusion(size: int, seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311 -- repeatable on purpose.
    index, leaves = draw.randrange(size), hashes(size)
    path = merkle.inclusion_proof(index, size, nodes(leaves))
    elsewhere = (index + 1 + draw.randrange(size - 1)) % size
    lies = [
        (elsewhere, size, path),
        (index, size, path[:-1]),
        (index, size, [*path, path[0]]),
        (index, size, [*path[:-1], bytes(32)]),
        (index, size * 2, path),
        (size, size, path),
    ]
    for place, told, forged in lies:
        with pytest.raises(merkle.ProofInvalid):
            merkle.check_inclusion(place, told, leaves[index], forged, merkle.root_of(leaves))


@given(st.integers(2, 64), st.integers(0, 2**32))
def test_a_rewritten_past_is_never_consistent(size: int, seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311 -- repeatable on purpose.
    first = draw.randrange(1, size)
    leaves = hashes(size)
    rewritten = list(leaves)
    rewritten[draw.randrange(first)] = merkle.leaf_hash(b"another")
    path = merkle.consistency_proof(first, size, nodes(rewritten))
    with pytest.raises(merkle.ProofInvalid):
        merkle.check_consistency(
            first, size, merkle.root_of(leaves[:first]), merkle.root_of(rewritten), path
        )


@pytest.mark.parametrize(("first", "second", "path"), [(1, 2, []), (0, 2, [bytes(32)]), (2, 1, [])])
def test_an_empty_or_backward_proof_proves_nothing(
    first: int, second: int, path: list[bytes]
) -> None:
    with pytest.raises(merkle.ProofInvalid):
        merkle.check_consistency(first, second, bytes(32), bytes(32), path)


def test_a_leaf_cannot_pass_for_a_node() -> None:
    left, right = hashes(2)
    assert merkle.leaf_hash(left + right) != merkle.node_hash(left, right)


@pytest.mark.parametrize(("index", "size"), [(1, 1), (-1, 5), (0, 0)])
def test_no_proof_is_made_of_what_is_not_there(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="No leaf"):
        merkle.inclusion_proof(index, size, nodes(hashes(5)))
