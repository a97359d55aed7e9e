"""Read a backup as a stream, and trust nothing in it: its maker knew a password, no more.

Names are those that a backup has, in their order; sizes and digests are those that it promised;
the manifest is of our form. Nothing is unpacked by name, so no entry can lead anywhere.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import BinaryIO, Protocol
from uuid import UUID

from pydantic import ValidationError

from sotto.lib.age import AgeDamaged, AgeReader, Key, NotAnAgeFile, WrongKey
from sotto.lib.plain_tar import Entry, NotPlainTar, entries
from sotto.trust.backup.rules import Member, Part, member_named
from sotto.trust.backup.services.errors import (
    BackupDamaged,
    ForgedBackup,
    NotABackup,
    WrongKeyGiven,
)
from sotto.trust.backup.services.extents import Meter
from sotto.trust.backup.services.manifest import LIMIT, Contents, Manifest
from sotto.trust.backup.services.ownership import is_signed

_SIGNATURE_BYTES = 64
Take = Callable[[bytes], None]
Progress = Callable[[int, int], None]


class Receiver(Protocol):
    """What is done with the parts of a backup."""

    def table(self, name: str) -> AbstractContextManager[Take]: ...

    def file(self, tenant: UUID, name: UUID) -> AbstractContextManager[Take]: ...

    def audit(self, name: str) -> AbstractContextManager[Take]: ...

    def settings(self) -> AbstractContextManager[Take]: ...


class Nowhere:
    """Reads everything, keeps nothing: a check."""

    @contextmanager
    def table(self, name: str) -> Iterator[Take]:
        del name
        yield lambda _: None

    @contextmanager
    def file(self, tenant: UUID, name: UUID) -> Iterator[Take]:
        del tenant, name
        yield lambda _: None

    @contextmanager
    def audit(self, name: str) -> Iterator[Take]:
        del name
        yield lambda _: None

    @contextmanager
    def settings(self) -> Iterator[Take]:
        yield lambda _: None


class Archive:
    """An opened backup, of which the manifest is read."""

    def __init__(self, file: BinaryIO, keys: Sequence[Key]) -> None:
        """Raises NotABackup, WrongKeyGiven, BackupDamaged."""
        with _explained():
            self._entries = entries(AgeReader(file, keys))
            first = next(self._entries, None)
            if first is None or first.name != "manifest.json":
                raise NotABackup
            self._head = first.read(LIMIT)
            self.manifest = Manifest.model_validate_json(self._head)

    def read_into(self, receiver: Receiver, *, progress: Progress = lambda *_: None) -> Contents:
        """All of it, once. Raises BackupDamaged, NotABackup, and what the receiver raises."""
        with _explained():
            return _Reading(self.manifest, self._head, receiver, progress).run(self._entries)


class _Reading:
    def __init__(
        self, manifest: Manifest, head: bytes, receiver: Receiver, progress: Progress
    ) -> None:
        self._manifest = manifest
        self._head = head
        self._receiver = receiver
        self._progress = progress
        self._tables = {name: Meter() for name in manifest.tables}
        self._meters = {part: Meter() for part in (Part.AUDIT, Part.SETTINGS, Part.FILE)}
        self._waiting = list(manifest.tables)  # In the order in which they must come.
        self._done = 0

    def run(self, rest: Iterator[Entry]) -> Contents:
        before = Part.MANIFEST
        with ExitStack() as table:  # The table whose pieces come now.
            for entry in rest:
                member = member_named(entry.name)
                if member is None or member.part < before or member.part is Part.MANIFEST:
                    raise NotABackup
                before = member.part
                match member.part:
                    case Part.TABLE:
                        self._table(member, entry, table)
                    case Part.CONTENTS:
                        table.close()
                        foot = entry.read(LIMIT)
                        found = self._compared(Contents.model_validate_json(foot))
                        self._expect_signature(rest, foot)
                        return found
                    case Part.SIGNATURE:
                        raise BackupDamaged  # Before what it signs: the end is missing.
                    case _:
                        table.close()
                        self._other(member, entry)
        raise BackupDamaged

    def _table(self, member: Member, entry: Entry, open_: ExitStack) -> None:
        meter = self._tables.get(member.table)
        if meter is None or meter.count != member.number:
            raise NotABackup
        if member.number == 0:
            if not self._waiting or self._waiting.pop(0) != member.table:
                raise BackupDamaged
            open_.close()
            self._take = open_.enter_context(self._receiver.table(member.table))
            self._done += self._manifest.tables[member.table].rows
        self._pass(meter, entry, self._take)
        self._tell()

    def _other(self, member: Member, entry: Entry) -> None:
        meter = self._meters[member.part]
        with self._target(member) as take:
            self._pass(meter, entry, take)
        if member.part is Part.FILE:
            self._done += 1
            self._tell()

    def _target(self, member: Member) -> AbstractContextManager[Take]:
        if member.tenant is not None and member.file is not None:
            return self._receiver.file(member.tenant, member.file)
        if member.part is Part.SETTINGS:
            return self._receiver.settings()
        return self._receiver.audit(member.name.removeprefix("audit/"))

    def _pass(self, meter: Meter, entry: Entry, take: Take) -> None:
        meter.begin(entry.name, entry.size)
        for content in entry.chunks():
            meter.add(content)
            take(content)

    def _compared(self, promised: Contents) -> Contents:
        """What came is what was written: as much, and the same."""
        read = promised.model_copy(
            update={
                "tables": {name: meter.extent() for name, meter in self._tables.items()},
                "audit": self._meters[Part.AUDIT].extent(),
                "settings": self._meters[Part.SETTINGS].extent(),
                "files": self._meters[Part.FILE].extent(),
            }
        )
        files = promised.files.count + promised.deleted + promised.lost
        if self._waiting or read != promised or files != self._manifest.files:
            raise BackupDamaged
        return promised

    def _expect_signature(self, rest: Iterator[Entry], foot: bytes) -> None:
        last = next(rest, None)
        if last is None or last.name != "signature":
            raise BackupDamaged
        signature = last.read(_SIGNATURE_BYTES)
        if next(rest, None) is not None:
            raise NotABackup
        if not is_signed(signature, manifest=self._head, contents=foot):
            raise ForgedBackup

    def _tell(self) -> None:
        self._progress(self._done, self._manifest.rows + self._manifest.files)


@contextmanager
def _explained() -> Iterator[None]:
    """What went wrong, in our own words; never with a word of the file."""
    try:
        yield
    except WrongKey:
        raise WrongKeyGiven from None
    except (NotAnAgeFile, ValidationError):
        raise NotABackup from None
    except (AgeDamaged, NotPlainTar):
        raise BackupDamaged from None
