"""Restore: beside what serves, then in its place at one stroke.

A new database is filled, its erased are erased again, its projections rebuilt; only then it takes
the name of the one that served, in one transaction. Killed before, the old one serves on; after,
the new one. Sealed files never change and have random names, so those of the backup are added to
those that are there; the old ones are kept by hard links until the restore is confirmed (UCC-72).
"""

import errno
import os
import shutil
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import BinaryIO
from uuid import UUID

import psycopg
from django.conf import settings
from django.db import connection, transaction

from sotto.backbone import events
from sotto.lib.age import Key
from sotto.trust.audit.services import record
from sotto.trust.backup.events import Restored
from sotto.trust.backup.models import Restore
from sotto.trust.backup.services import aside, databases
from sotto.trust.backup.services.carry import carry_over, has_schema_of
from sotto.trust.backup.services.check import check_backup
from sotto.trust.backup.services.errors import NoRoom, SystemRuns
from sotto.trust.backup.services.files import remove_parts
from sotto.trust.backup.services.load import load
from sotto.trust.backup.services.manifest import Manifest
from sotto.trust.backup.services.read import Archive, Progress
from sotto.trust.backup.services.replay import Person, erase_again, final_erasures
from sotto.trust.tenants.queries import all_tenants
from sotto.trust.tenants.services import row_security, within

_LEAVING_SECONDS = 3.0  # A connection that was closed is gone a moment later.


@dataclass(frozen=True)
class Outcome:
    """What stands now.

    carried: rows of the account (trail, requests, erasures) that stayed as they are; 0 when there
    was no present database to read: then what was recorded since the backup is missing.
    """

    backup: UUID
    made_at: datetime
    rows: int
    files: int
    erased_again: int
    carried: int


@dataclass(frozen=True)
class Wish:
    """How to restore.

    rebuild: fills the projections of the database that is connected. certified: people erased by
    certificates. without_present: the present database is broken, it is not read.
    """

    rebuild: Callable[[], None]
    certified: Collection[Person] = ()
    without_present: bool = False
    progress: Progress = lambda *_: None


def restore_backup(file: BinaryIO, keys: Sequence[Key], wish: Wish, *, now: datetime) -> Outcome:
    """Put a backup in the place of what serves, as the cluster's administrator and nobody else.

    Raises every BackupRefused, KeyringUnavailable, psycopg.OperationalError.
    """
    aside.refuse_unconfirmed()
    aside.refuse_in_use()
    manifest = check_backup(file, keys).manifest  # All of it, before anything is made.
    _refuse_without_room(manifest, os.fstat(file.fileno()).st_size)
    file.seek(0)
    archive = Archive(file, keys)
    ledger = set() if wish.without_present else final_erasures(_tenants())
    aside.keep_files()
    fresh = databases.fresh()
    try:
        with _room_running_out():
            databases.make(fresh)
            outcome = _fill(archive, fresh, ledger, wish)
            _account_for(fresh, outcome, now)
            os.sync()
    except BaseException:
        databases.drop(fresh)
        aside.forget()
        raise
    _exchange(fresh)
    if not outcome.carried:
        aside.turn_back_trail()
    events.publish(Restored(outcome.backup))
    return outcome


def _exchange(fresh: str) -> None:
    connection.close()
    try:
        databases.exchange(serving=databases.live(), aside=databases.before(), instead=fresh)
    except SystemRuns:
        databases.drop(fresh)
        aside.forget()
        raise


def _fill(archive: Archive, fresh: str, ledger: Collection[Person], wish: Wish) -> Outcome:
    """Rows and files, less whoever is erased: what will serve."""
    files = settings.SOTTO.files_dir
    remove_parts(files)
    trail = aside.incoming_trail()
    contents = load(archive, database=fresh, files=files, audit=trail, progress=wish.progress)
    carried = 0
    if not wish.without_present and has_schema_of(databases.live(), fresh):
        carried = carry_over(present=databases.live(), to=fresh)
    with databases.on(fresh, role=databases.OWNER):
        row_security.apply()
    with databases.on(fresh):
        again = erase_again(ledger=ledger, certified=wish.certified)
        wish.rebuild()
    manifest = archive.manifest
    return Outcome(
        backup=manifest.id,
        made_at=manifest.made_at,
        rows=manifest.rows,
        files=contents.files.count,
        erased_again=again,
        carried=carried,
    )


def _account_for(fresh: str, outcome: Outcome, now: datetime) -> None:
    with databases.on(fresh), transaction.atomic():
        Restore.objects.create(
            done_at=now,
            backup=outcome.backup,
            backup_made_at=outcome.made_at,
            erased_again=outcome.erased_again,
            report={
                **asdict(outcome),
                "backup": str(outcome.backup),
                "made_at": str(outcome.made_at),
            },
        )
        detail = {"made_at": str(outcome.made_at), "carried": outcome.carried}
        for tenant in _tenants():
            with within(tenant):
                record("backup:restore:done", object_id=outcome.backup, detail=detail)


def _refuse_without_room(manifest: Manifest, size: int) -> None:
    """Raises NoRoom: rows lie beside the old ones for a while, files beside the archive."""
    if shutil.disk_usage(settings.SOTTO.state_dir).free < manifest.room + size:
        raise NoRoom


@contextmanager
def _room_running_out() -> Iterator[None]:
    try:
        yield
    except psycopg.errors.DiskFull:
        raise NoRoom from None
    except OSError as failure:
        if failure.errno == errno.ENOSPC:
            raise NoRoom from None
        raise


def _tenants() -> list[UUID]:
    return [tenant.pk for tenant in all_tenants()]
