"""A real trail, read and verified by code of others: pymerkle for the tree, pyca for Ed25519.

Nothing of ours reads here: the files are taken apart by what C2SP tlog-tiles, tlog-checkpoint and
signed-note say, so that a mistake of ours can't vouch for itself.
"""

import base64
import hashlib
import struct
from pathlib import Path

import pymerkle
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sotto.trust.audit.models import Entry
from sotto.trust.audit.services import integrate, proof_of
from sotto.trust.audit.services.folder import folder_of
from sotto.trust.audit.tests.conftest import do
from sotto.trust.tenants.models import Tenant
from sotto.trust.tenants.services import within

pytestmark = pytest.mark.room

SIZE = 600


@pytest.fixture
def folder(trail: Tenant) -> Path:
    for step in (SIZE - 41, 41):
        do(trail, step)
        integrate(trail.pk)
    return folder_of(trail.pk).path


def signed_text(folder: Path) -> str:
    """The text of the checkpoint, once its signature was checked with the key of the file."""
    text, _, signatures = (folder / "checkpoint").read_text().partition("\n\n")
    name, key_id, encoded = (folder / "key").read_text().strip().split("+", 2)
    key = base64.b64decode(encoded)
    assert key[:1] == b"\x01"
    digest = hashlib.sha256(name.encode() + b"\n" + key).digest()
    assert digest[:4].hex() == key_id
    dash, signer, signature = signatures.strip().split(" ")
    assert (dash, signer) == ("\u2014", name)
    raw = base64.b64decode(signature)
    assert raw[:4] == digest[:4]
    Ed25519PublicKey.from_public_bytes(key[1:]).verify(raw[4:], f"{text}\n".encode())
    return text


def entries(folder: Path) -> list[bytes]:
    names = [f"tile/entries/{number:03}" for number in range(SIZE // 256)]
    found = []
    for name in (*names, f"tile/entries/{SIZE // 256:03}.p/{SIZE % 256}"):
        raw = (folder / name).read_bytes()
        while raw:
            [length] = struct.unpack(">H", raw[:2])
            found.append(raw[2 : 2 + length])
            raw = raw[2 + length :]
    return found


def theirs(leaves: list[bytes]) -> pymerkle.InmemoryTree:
    tree = pymerkle.InmemoryTree(algorithm="sha256")
    for leaf in leaves:
        tree.append_entry(leaf)
    return tree


def test_another_implementation_has_the_root_that_was_signed(folder: Path) -> None:
    origin, size, root = signed_text(folder).split("\n")
    assert origin.endswith(folder.name)
    leaves = entries(folder)
    assert len(leaves) == int(size) == SIZE
    assert theirs(leaves).get_root() == base64.b64decode(root)
    changed = [*leaves[:-1], leaves[-1] + b" "]
    assert theirs(changed).get_root() != base64.b64decode(root)


def test_another_implementation_has_the_hashes_of_the_tiles(folder: Path) -> None:
    leaves = entries(folder)
    hashes = [hashlib.sha256(b"\0" + leaf).digest() for leaf in leaves]
    first = (folder / "tile/0/000").read_bytes()
    assert first == b"".join(hashes[:256])
    above = (folder / "tile/1/000.p/2").read_bytes()
    roots = [theirs(leaves[:256]).get_root(), theirs(leaves[256:512]).get_root()]
    assert above == b"".join(roots)


def test_a_proof_that_was_handed_out_is_the_other_implementation_s_path(
    folder: Path, trail: Tenant
) -> None:
    tree = theirs(entries(folder))
    for index in (0, 255, 256, SIZE - 1):
        with within(trail.pk):
            proof = proof_of(Entry.objects.get(leaf_index=index).pk)
        assert proof is not None
        path = tree.prove_inclusion(index + 1, SIZE).path  # It counts from one.
        mine = hashlib.sha256(b"\0" + entries(folder)[index]).digest()
        others = [one for one in path if one != mine]
        assert sorted(proof.path) == sorted(others)


def test_what_the_witness_kept_is_consistent_in_the_other_implementation(
    witness: Path, folder: Path
) -> None:
    [earlier] = witness.rglob(f"{SIZE - 41}-*")
    old, new = (
        base64.b64decode(text.split("\n")[2]) for text in (earlier.read_text(), signed_text(folder))
    )
    proof = theirs(entries(folder)).prove_consistency(SIZE - 41, SIZE)
    pymerkle.verify_consistency(old, new, proof)
    with pytest.raises(pymerkle.InvalidProof):
        pymerkle.verify_consistency(bytes(32), new, proof)
