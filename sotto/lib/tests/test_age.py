"""age files: ours are read by Debian's `age` and by pyrage, theirs by us; damage is found."""

import io
import subprocess
from pathlib import Path

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sotto.lib import bech32
from sotto.lib.age import (
    CHUNK_BYTES,
    AgeDamaged,
    AgeReader,
    AgeWriter,
    Identity,
    Key,
    Lock,
    NotAnAgeFile,
    Passphrase,
    Recipient,
    WrongKey,
)

pytestmark = pytest.mark.rules

EASY = 4  # Rounds of scrypt, as a power of two: fast, for tests.
SIZES = [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES, 300_000]


def written(content: bytes, *locks: Lock) -> bytes:
    file = io.BytesIO()
    writer = AgeWriter(file, locks)
    for start in range(0, len(content), 10_000):
        writer.write(content[start : start + 10_000])
    writer.close()
    return file.getvalue()


def read(raw: bytes, *keys: Key) -> bytes:
    return AgeReader(io.BytesIO(raw), keys).read()


@pytest.fixture(scope="module")
def identity() -> Identity:
    return Identity.generate()


@pytest.mark.parametrize("size", SIZES)
def test_what_is_written_for_a_recipient_is_read_by_others(size: int, identity: Identity) -> None:
    content = bytes(range(256)) * (size // 256 + 1)
    raw = written(content[:size], identity.recipient())
    theirs = pyrage.x25519.Identity.from_str(identity.secret())
    assert pyrage.decrypt(raw, [theirs]) == content[:size] == read(raw, identity)


@pytest.mark.parametrize("size", SIZES)
def test_what_others_wrote_is_read(size: int, identity: Identity) -> None:
    content = bytes(size)
    theirs = pyrage.x25519.Recipient.from_str(str(identity.recipient()))
    assert read(pyrage.encrypt(content, [theirs]), identity) == content


def test_a_password_opens_in_both_directions() -> None:
    raw = written(b"said once", Passphrase("four odd words here", rounds=EASY))
    assert pyrage.passphrase.decrypt(raw, "four odd words here") == b"said once"
    theirs = pyrage.passphrase.encrypt(b"said back", "four odd words here")
    assert read(theirs, Passphrase("four odd words here")) == b"said back"


def test_a_password_costs_whoever_guesses_2_to_the_18_rounds_as_age_has_it() -> None:
    raw = written(b"x", Passphrase("four odd words here", rounds=Passphrase.rounds))
    assert raw.splitlines()[1].split()[-1] == b"18"


def test_debian_s_program_reads_and_writes_the_same(tmp_path: Path, identity: Identity) -> None:
    (tmp_path / "key").write_text(identity.secret() + "\n")
    (tmp_path / "ours").write_bytes(written(b"x" * 100_000, identity.recipient()))
    age = ["age", "--decrypt", "--identity", str(tmp_path / "key"), str(tmp_path / "ours")]
    assert subprocess.run(age, capture_output=True, check=True).stdout == b"x" * 100_000
    age = ["age", "--recipient", str(identity.recipient())]
    theirs = subprocess.run(age, input=b"y" * 70_000, capture_output=True, check=True).stdout
    assert read(theirs, identity) == b"y" * 70_000


def test_each_of_several_recipients_opens_it(identity: Identity) -> None:
    other = Identity.generate()
    raw = written(b"for two", other.recipient(), identity.recipient())
    assert read(raw, identity) == read(raw, other) == b"for two"


@pytest.mark.parametrize("key", [Identity.generate(), Passphrase("something else", rounds=EASY)])
def test_a_wrong_key_is_told_from_damage(key: Key, identity: Identity) -> None:
    with pytest.raises(WrongKey):
        read(written(b"x", identity.recipient()), key)


def test_a_wrong_password_is_told_from_damage() -> None:
    with pytest.raises(WrongKey):
        read(written(b"x", Passphrase("this one", rounds=EASY)), Passphrase("that one"))


@given(at=st.integers(min_value=0), bit=st.integers(0, 7))
@settings(max_examples=300)
def test_every_changed_bit_is_found(at: int, bit: int) -> None:
    raw = bytearray(_SAMPLE)
    raw[at % len(raw)] ^= 1 << bit
    with pytest.raises((AgeDamaged, NotAnAgeFile, WrongKey)):
        read(bytes(raw), _KEY)


@given(length=st.integers(min_value=0, max_value=2 * CHUNK_BYTES + 300))
@settings(max_examples=300)
def test_every_cut_is_found(length: int) -> None:
    with pytest.raises((AgeDamaged, NotAnAgeFile)):
        read(_SAMPLE[: min(length, len(_SAMPLE) - 1)], _KEY)


def test_what_is_appended_is_found() -> None:
    with pytest.raises(AgeDamaged):
        read(_SAMPLE + b"x", _KEY)


def test_chunks_cannot_be_dropped_or_swapped() -> None:
    start = len(_SAMPLE) - (2 * (CHUNK_BYTES + 16) + 100 + 16)
    first, second = _SAMPLE[start:][: CHUNK_BYTES + 16], _SAMPLE[start + CHUNK_BYTES + 16 :]
    for forged in (_SAMPLE[:start] + second, _SAMPLE[:start] + second[:-116] + first):
        with pytest.raises(AgeDamaged):
            read(forged, _KEY)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"PK\x03\x04 a zip",
        b"age-encryption.org/v1\n",
        b"age-encryption.org/v1\n--- AAAA\n",
        b"age-encryption.org/v1\n-> scrypt AAAAAAAAAAAAAAAAAAAAAA 30\n"
        + b"A" * 43
        + b"\n--- "
        + b"A" * 43
        + b"\n",
        b"age-encryption.org/v1\n-> X25519 "
        + b"A" * 43
        + b"\n"
        + b"A" * 43
        + b"\n--- "
        + b"A" * 43
        + b"\n",
        b"age-encryption.org/v1\n-> " + b"x" * 200_000,
    ],
    ids=["empty", "zip", "bare", "no stanza", "too much work", "low order", "endless"],
)
def test_what_is_no_age_file_is_refused(raw: bytes) -> None:
    with pytest.raises(NotAnAgeFile):
        read(raw, Identity.generate(), Passphrase("some words"))


def test_keys_are_written_as_age_writes_them() -> None:
    made = pyrage.x25519.Identity.generate()
    mine = Identity.parse(str(made))
    assert (mine.secret(), str(mine.recipient())) == (str(made), str(made.to_public()))
    assert Recipient.parse(str(made.to_public())) == mine.recipient()
    assert "SECRET" not in repr(mine)


@pytest.mark.parametrize("text", ["", "age1", "age1qqqq", "Age1" + "q" * 58, "AGE-SECRET-KEY-1QQ"])
def test_a_mistyped_key_is_refused(text: str) -> None:
    with pytest.raises(bech32.NotBech32):
        Recipient.parse(text)


_KEY = Identity.generate()
_SAMPLE = written(bytes(2 * CHUNK_BYTES + 100), _KEY.recipient())
