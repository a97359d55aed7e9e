"""Tar archives of plain files: Debian's tar reads ours; hostile ones are refused."""

import io
import subprocess
import tarfile
from pathlib import Path

import pytest

from sotto.lib.plain_tar import BLOCK, NotPlainTar, PlainTarWriter, TooShort, entries

pytestmark = pytest.mark.rules


def written() -> bytes:
    raw = io.BytesIO()
    writer = PlainTarWriter(raw)
    writer.add("one", b"first")
    assert b"".join(writer.copy("two/three", io.BytesIO(b"x" * 2000), 1500)) == b"x" * 1500
    writer.close()
    return raw.getvalue()


def made_by_others(**fields: object) -> bytes:
    """A tar file with one entry, as Python's tarfile writes it."""
    raw = io.BytesIO()
    info = tarfile.TarInfo("entry")
    for name, value in fields.items():
        setattr(info, name, value)
    with tarfile.open(fileobj=raw, mode="w", format=tarfile.GNU_FORMAT) as archive:
        archive.addfile(info, io.BytesIO(bytes(info.size)))
    return raw.getvalue()


def contents(raw: bytes) -> dict[str, bytes]:
    return {entry.name: entry.read(10_000) for entry in entries(io.BytesIO(raw))}


def test_what_is_written_is_read_back() -> None:
    assert contents(written()) == {"one": b"first", "two/three": b"x" * 1500}


def test_tar_itself_reads_it(tmp_path: Path) -> None:
    (tmp_path / "a.tar").write_bytes(written())
    tar = ["tar", "--extract", "--to-stdout", "--file", str(tmp_path / "a.tar"), "two/three"]
    assert subprocess.run(tar, capture_output=True, check=True).stdout == b"x" * 1500


def test_what_is_not_read_is_skipped() -> None:
    assert [entry.name for entry in entries(io.BytesIO(written()))] == ["one", "two/three"]


@pytest.mark.parametrize(
    "raw",
    [
        made_by_others(type=tarfile.SYMTYPE, linkname="/etc/passwd"),
        made_by_others(type=tarfile.LNKTYPE, linkname="elsewhere"),
        made_by_others(type=tarfile.DIRTYPE),
        made_by_others(type=tarfile.CHRTYPE),
        made_by_others(type=tarfile.FIFOTYPE),
        made_by_others(name="long/" * 60),
        b"x" * BLOCK,
    ],
    ids=["symlink", "link", "folder", "device", "pipe", "long name", "noise"],
)
def test_anything_but_plain_files_is_refused(raw: bytes) -> None:
    with pytest.raises(NotPlainTar):
        next(entries(io.BytesIO(raw)))


def test_a_plain_file_of_others_is_read() -> None:
    assert next(entries(io.BytesIO(made_by_others(size=3)))).read(3) == bytes(3)


@pytest.mark.parametrize("raw", [b"", bytes(BLOCK), written() + b"x"], ids=["no", "half", "more"])
def test_an_end_that_is_none_is_refused(raw: bytes) -> None:
    with pytest.raises(NotPlainTar):
        contents(raw)


@pytest.mark.parametrize("length", [100, BLOCK, BLOCK + 3, 3 * BLOCK, 5 * BLOCK])
def test_a_cut_is_found(length: int) -> None:
    with pytest.raises(NotPlainTar):
        contents(written()[:length])


def test_an_entry_is_not_read_into_memory_beyond_its_limit() -> None:
    entry = next(entries(io.BytesIO(made_by_others(size=5000))))
    with pytest.raises(NotPlainTar):
        entry.read(4999)


def test_a_file_that_shrank_is_not_padded() -> None:
    with pytest.raises(TooShort):
        list(PlainTarWriter(io.BytesIO()).copy("one", io.BytesIO(b"abc"), 4))
