"""Restore: beside what serves, then in its place at one stroke.

A new database is filled, its erased are erased again, its projections rebuilt; only then it takes
the name of the one that served, in one transaction. Killed before, the old one serves on; after,
the new one. Sealed files never change and have random names, so those of the backup are added to
those that are there; the old ones are kept by hard links until the restore is confirmed (UCC-72).
"""

import os
import shutil
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
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
from sotto.trust.backup.services import databases
from sotto.trust.backup.services.carry import carry_over, has_schema_of
from sotto.trust.backup.services.check import check_backup
from sotto.trust.backup.services.errors import (
    NoRoom,
    NothingToConfirm,
    NotYetConfirmed,
    SystemRuns,
)
from sotto.trust.backup.services.files import as_owner_of, link_tree, put_back, remove_parts
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
    _refuse_in_use()
    manifest = check_backup(file, keys).manifest  # All of it, before anything is made.
    _refuse_without_room(manifest, os.fstat(file.fileno()).st_size)
    file.seek(0)
    archive = Archive(file, keys)
    ledger = set() if wish.without_present else final_erasures(_tenants())
    _keep_old_files()
    fresh = databases.fresh()
    try:
        with _room_running_out():
            databases.make(fresh)
            outcome = _fill(archive, fresh, ledger, wish)
            _account_for(fresh, outcome, now)
            os.sync()
    except BaseException:
        databases.drop(fresh)
        _forget_before()
        raise
    connection.close()
    databases.exchange(serving=databases.live(), aside=databases.before(), instead=fresh)
    _turn_back_trail(outcome)
    events.publish(Restored(outcome.backup))
    return outcome


def confirm_restore(*, now: datetime) -> None:
    """What stood before is removed. Raises NothingToConfirm."""
    if not databases.exists(databases.before()):
        raise NothingToConfirm
    databases.drop(databases.before())
    _forget_before()
    Restore.objects.filter(confirmed_at=None).update(confirmed_at=now)


def undo_restore() -> None:
    """What stood before serves again; the restored rows are gone. Raises NothingToConfirm."""
    if not databases.exists(databases.before()):
        raise NothingToConfirm
    _refuse_in_use(confirmed=False)
    live, aside = databases.live(), databases.fresh()
    databases.drop(aside)
    with as_owner_of(settings.SOTTO.files_dir):
        put_back(_old_files(), settings.SOTTO.files_dir)
        _bring_back_trail()
    databases.exchange(serving=live, aside=aside, instead=databases.before())
    databases.drop(aside)
    _forget_before()


def _bring_back_trail() -> None:
    kept, present = Path(settings.SOTTO.before_dir) / "audit", Path(settings.SOTTO.audit_dir)
    if kept.exists():
        for tenant in present.iterdir():
            shutil.rmtree(tenant)
        shutil.copytree(kept, present, dirs_exist_ok=True)


def _fill(archive: Archive, fresh: str, ledger: Collection[Person], wish: Wish) -> Outcome:
    """Rows and files, less whoever is erased: what will serve."""
    files = settings.SOTTO.files_dir
    remove_parts(files)
    trail = _incoming_trail()
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


def _refuse_in_use(*, confirmed: bool = True) -> None:
    """Raises NotYetConfirmed, SystemRuns."""
    if confirmed and databases.exists(databases.before()):
        raise NotYetConfirmed
    connection.close()
    limit = time.monotonic() + _LEAVING_SECONDS
    while databases.users_of(databases.live()):
        if time.monotonic() > limit:
            raise SystemRuns
        time.sleep(0.05)


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


def _keep_old_files() -> None:
    with as_owner_of(settings.SOTTO.before_dir):
        link_tree(settings.SOTTO.files_dir, _old_files())


def _old_files() -> Path:
    return Path(settings.SOTTO.before_dir) / "files"


def _incoming_trail() -> Path:
    """The archive's tiles and checkpoints: used only where the present trail can't go on."""
    folder = Path(settings.SOTTO.before_dir) / "trail"
    shutil.rmtree(folder, ignore_errors=True)
    with as_owner_of(settings.SOTTO.before_dir):
        folder.mkdir(mode=0o700)
    return folder


def _turn_back_trail(outcome: Outcome) -> None:
    """Rows of an older trail need the files of then; those of now are kept beside."""
    incoming, present = Path(settings.SOTTO.before_dir) / "trail", Path(settings.SOTTO.audit_dir)
    with as_owner_of(settings.SOTTO.audit_dir):
        if not outcome.carried:
            kept = Path(settings.SOTTO.before_dir) / "audit"
            shutil.copytree(present, kept, dirs_exist_ok=True)
            for tenant in present.iterdir():
                shutil.rmtree(tenant)
            shutil.copytree(incoming, present, dirs_exist_ok=True)
        shutil.rmtree(incoming)


def _forget_before() -> None:
    for name in ("files", "trail", "audit"):
        shutil.rmtree(Path(settings.SOTTO.before_dir) / name, ignore_errors=True)


def _tenants() -> list[UUID]:
    return [tenant.pk for tenant in all_tenants()]
