"""A sealed file opens in its own place only: who writes the disk can't put an older one there."""

import shutil
from pathlib import Path

import pytest

from sotto.features.voicemail.models import Message
from sotto.personal_data.envelope import EnvelopeDamaged
from sotto.personal_data.sealed_file import SealedBefore, StoredFile

pytestmark = pytest.mark.room
OLDER, NEWER = b"what was said first", b"what was said then"


def written(message: Message, content: bytes) -> Path:
    """Into the row's own column, in its own month, under a name that is new."""
    stored = StoredFile.of(message, "audio")
    writer = stored.create()
    writer.write(content)
    writer.finish()
    assert stored.path is not None
    return stored.path


def read(message: Message) -> bytes:
    reader = StoredFile.of(message, "audio").open_()
    assert reader is not None
    return reader.read()


def test_an_older_file_of_the_same_row_does_not_open_in_the_newer_one_s_place(
    message: Message,
) -> None:
    older = written(message, OLDER)
    newer = written(message, NEWER)
    assert read(message) == NEWER
    shutil.copy(older, newer)
    with pytest.raises(EnvelopeDamaged):
        read(message)


def test_a_file_of_before_it_was_bound_to_its_name_is_refused_as_such(message: Message) -> None:
    file = written(message, OLDER)
    file.write_bytes(b"SOT\x01" + file.read_bytes()[4:])
    with pytest.raises(SealedBefore):
        read(message)
