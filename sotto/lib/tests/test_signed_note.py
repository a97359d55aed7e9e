"""Signed notes: the published example, and every way in which one can be wrong."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sotto.lib.merkle import EMPTY_ROOT
from sotto.lib.signed_note import Checkpoint, NoteInvalid, VerifierKey, open_note, sign_note

pytestmark = pytest.mark.rules

# The example of Go's package golang.org/x/mod/sumdb/note, after which C2SP's text is made.
PUBLISHED_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PUBLISHED_TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
PUBLISHED_SIGNATURE = (
    "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdng"
    "otpRZb6KE6RyyBwJnAM=\n"
)

PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(32))
ORIGIN = "office.example/1"
KEY = VerifierKey(ORIGIN, PRIVATE.public_key().public_bytes_raw())
CHECKPOINT = Checkpoint(ORIGIN, 12, EMPTY_ROOT)
NOTE = sign_note(CHECKPOINT.text, KEY, PRIVATE.sign)


def test_the_published_note_is_accepted() -> None:
    key = VerifierKey.parse(PUBLISHED_KEY)
    assert key.text == PUBLISHED_KEY
    assert open_note(f"{PUBLISHED_TEXT}\n{PUBLISHED_SIGNATURE}", key) == PUBLISHED_TEXT


def test_a_checkpoint_comes_back_as_it_was_signed() -> None:
    assert Checkpoint.opened(NOTE, KEY) == CHECKPOINT
    assert VerifierKey.parse(KEY.text) == KEY


def test_signatures_of_others_are_left_alone() -> None:
    witness = VerifierKey("witness.example", OTHER.public_key().public_bytes_raw())
    theirs = sign_note(CHECKPOINT.text, witness, OTHER.sign).splitlines(keepends=True)[-1]
    assert Checkpoint.opened(NOTE + theirs, KEY) == CHECKPOINT
    assert Checkpoint.parse(open_note(NOTE + theirs, witness)) == CHECKPOINT


def resigned(text: str) -> str:
    return sign_note(text, KEY, PRIVATE.sign)


@pytest.mark.parametrize(
    "note",
    [
        "",
        CHECKPOINT.text,
        NOTE[:-1],
        NOTE.replace("\n12\n", "\n13\n"),
        NOTE.replace("\u2014", "-"),
        NOTE.replace("office", "hotel"),
        NOTE[:-10] + NOTE[-9:],
        NOTE + "more\n",
        sign_note(CHECKPOINT.text, KEY, OTHER.sign),
        NOTE + sign_note(CHECKPOINT.text, KEY, OTHER.sign).splitlines(keepends=True)[-1],
        resigned("hotel.example/1\n12\n" + CHECKPOINT.text.split("\n")[2] + "\n"),
        resigned(CHECKPOINT.text.replace("12", "012")),
        resigned(CHECKPOINT.text.replace("12", "-12")),
        resigned(CHECKPOINT.text.replace("12", "\u0661")),
        resigned(f"{ORIGIN}\n12\n"),
        resigned(f"{ORIGIN}\n12\nAAAA\n"),
        resigned(f"{ORIGIN}\n12\n%%%\n"),
    ],
)
def test_anything_else_is_refused(note: str) -> None:
    with pytest.raises(NoteInvalid):
        Checkpoint.opened(note, KEY)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name",
        "a b+00000000+AQ==",
        PUBLISHED_KEY.replace("c74f", "c75f"),
        PUBLISHED_KEY.replace("ARpc", "Ahpc"),
        PUBLISHED_KEY[:-4],
    ],
)
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(NoteInvalid):
        VerifierKey.parse(text)


@pytest.mark.parametrize("text", ["no newline", "a\tb\n", "\x00\n"])
def test_what_is_no_text_of_a_note_is_not_signed(text: str) -> None:
    with pytest.raises(NoteInvalid):
        sign_note(text, KEY, PRIVATE.sign)
