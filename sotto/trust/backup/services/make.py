"""Make a backup: one moment of the rows, and the sealed files that they name, as one age file.

Ciphertext is copied as it lies; nothing is opened, so no key of any person is asked for. Neither
the keyring nor projections, sessions, certificates or the key that signs sessions are in it
(PBX-04, PBX-31, UCC-32, UCC-33).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.conf import settings

from sotto import VERSION
from sotto.lib.age import AgeWriter, Lock
from sotto.lib.plain_tar import PlainTarWriter
from sotto.personal_data.sealed_file import path_of
from sotto.trust.backup.services.extents import Meter
from sotto.trust.backup.services.manifest import Contents, Manifest, Table
from sotto.trust.backup.services.ownership import sign, tokens_of
from sotto.trust.backup.services.snapshot import Snapshot, snapshot
from sotto.trust.backup.services.trail import CHECKPOINT, files_under, moment_with_trail
from sotto.trust.tenants.queries import all_tenants

PIECE = 4 * 1024**2  # Bytes of rows in one entry.
Progress = Callable[[int, int], None]  # Rows and files done, in all.


@dataclass(frozen=True)
class Made:
    """What is in the backup that was written."""

    manifest: Manifest
    contents: Contents
    size: int


def write_backup(
    to: BinaryIO,
    locks: Sequence[Lock],
    *,
    backup: UUID,
    now: datetime,
    progress: Progress = lambda *_: None,
) -> Made:
    """to: written from its start; on any error what is in it is worth nothing.

    Raises KeyringUnavailable, psycopg.OperationalError, OSError.
    """
    sealed = AgeWriter(to, locks)
    with moment_with_trail() as (moment, notes):
        manifest = _manifest(moment, notes, backup, now)
        writing = _Writing(PlainTarWriter(sealed), manifest, progress)
        head = manifest.model_dump_json().encode()
        writing.tar.add("manifest.json", head)
        audit, told = writing.audit(), writing.settings()
        tables = {
            name: writing.table(name, moment.copy(name, table.columns), table)
            for name, table in manifest.tables.items()
        }
        files = writing.files(moment.files())
    contents = Contents(
        tables={name: meter.extent() for name, meter in tables.items()},
        audit=audit.extent(),
        settings=told.extent(),
        files=files.extent(),
        **_absent(writing.absent),
    )
    foot = contents.model_dump_json().encode()
    writing.tar.add("contents.json", foot)
    writing.tar.add("signature", sign(head, foot))
    writing.tar.close()
    sealed.close()
    return Made(manifest, contents, to.tell())


def _manifest(moment: Snapshot, notes: Mapping[UUID, str], backup: UUID, now: datetime) -> Manifest:
    return Manifest(
        id=backup,
        made_at=now,
        version=VERSION,
        postgresql=moment.version(),
        tenants=tokens_of(backup, [tenant.pk for tenant in all_tenants()]),
        migrations=moment.migrations(),
        tables=moment.tables(),
        sequences=moment.sequences(),
        files=moment.count_files(),
        room=moment.size(),
        ledger=moment.ledger(),
        checkpoints=dict(notes),
    )


@dataclass
class _Writing:
    tar: PlainTarWriter
    manifest: Manifest
    progress: Progress
    absent: list[UUID] = field(default_factory=list)
    _done: int = 0

    def table(self, name: str, rows: Iterator[bytes], table: Table) -> Meter:
        meter, number, pending = Meter(), 0, bytearray()
        for piece in rows:
            pending += piece
            if len(pending) >= PIECE:
                self._piece(meter, f"tables/{name}/{number:06}", bytes(pending))
                number += 1
                pending.clear()
        self._piece(meter, f"tables/{name}/{number:06}", bytes(pending))
        self._count(table.rows)
        return meter

    def audit(self) -> Meter:
        """Tiles and checkpoints of the audit trail, as they lie."""
        meter = Meter()
        for tenant, note in self.manifest.checkpoints.items():
            for name, path in files_under(tenant, note):
                with path.open("rb", buffering=0) as source:
                    self._copy(meter, f"audit/{tenant}/{name}", source)
            self._piece(meter, f"audit/{tenant}/{CHECKPOINT}", note.encode())
        return meter

    def settings(self) -> Meter:
        """The settings file holds no secret: it tells whoever restores what was set."""
        meter, path = Meter(), Path(settings.SOTTO.file)
        if path.exists():
            self._piece(meter, "settings/sotto.toml", path.read_bytes())
        return meter

    def files(self, names: Iterator[tuple[UUID, UUID]]) -> Meter:
        """Sealed files never change, so one that is there is the one that its row means."""
        meter = Meter()
        for tenant, file in names:
            try:
                source = path_of(tenant, file).open("rb", buffering=0)
            except FileNotFoundError:
                self.absent.append(file)
                continue
            with closing(source):
                self._copy(meter, f"files/{tenant.hex}/{file.hex}", source)
            self._count(1)
        return meter

    def _copy(self, meter: Meter, name: str, source: BinaryIO) -> None:
        """A file that is still being written is copied up to where it is now."""
        size = source.seek(0, 2)
        source.seek(0)
        meter.begin(name, size)
        for content in self.tar.copy(name, source, size):
            meter.add(content)

    def _piece(self, meter: Meter, name: str, content: bytes) -> None:
        meter.begin(name, len(content))
        meter.add(content)
        self.tar.add(name, content)

    def _count(self, more: int) -> None:
        self._done += more
        self.progress(self._done, self.manifest.rows + self.manifest.files)


def _absent(files: list[UUID]) -> dict[str, int]:
    """Whose row went meanwhile was deleted; whose row still stands is lost."""
    if not files:
        return {"deleted": 0, "lost": 0}
    with snapshot() as later:
        lost = sum(later.names(file) for file in files)
    return {"deleted": len(files) - lost, "lost": lost}
