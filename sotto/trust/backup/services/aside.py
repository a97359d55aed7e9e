"""What stood before a restore, kept beside until it is confirmed; and whether anybody is at it."""

import shutil
import time
from pathlib import Path

from django.conf import settings
from django.db import connection

from sotto.trust.backup.services import databases
from sotto.trust.backup.services.errors import NotYetConfirmed, SystemRuns
from sotto.trust.backup.services.files import as_owner_of, link_tree, put_back

_LEAVING_SECONDS = 3.0  # A connection that was closed is gone a moment later.


def refuse_in_use() -> None:
    """Raises SystemRuns while somebody else is connected to what serves."""
    connection.close()
    limit = time.monotonic() + _LEAVING_SECONDS
    while databases.users_of(databases.live()):
        if time.monotonic() > limit:
            raise SystemRuns
        time.sleep(0.05)


def refuse_unconfirmed() -> None:
    """Raises NotYetConfirmed."""
    if databases.exists(databases.before()):
        raise NotYetConfirmed


def keep_files() -> None:
    """Every sealed file that is there now, by a second name."""
    with as_owner_of(_folder()):
        link_tree(settings.SOTTO.files_dir, _folder() / "files")


def put_back_files() -> None:
    with as_owner_of(settings.SOTTO.files_dir):
        put_back(_folder() / "files", settings.SOTTO.files_dir)


def incoming_trail() -> Path:
    """For the archive's tiles and checkpoints: used only where the present trail can't go on."""
    folder = _folder() / "trail"
    shutil.rmtree(folder, ignore_errors=True)
    with as_owner_of(_folder()):
        folder.mkdir(mode=0o700)
    return folder


def turn_back_trail() -> None:
    """Rows of an older trail need the files of then; those of now are kept."""
    with as_owner_of(settings.SOTTO.audit_dir):
        shutil.copytree(settings.SOTTO.audit_dir, _folder() / "audit", dirs_exist_ok=True)
        _fill_trail_from(_folder() / "trail")


def was_trail_turned_back() -> bool:
    return (_folder() / "audit").exists()


def bring_back_trail() -> None:
    with as_owner_of(settings.SOTTO.audit_dir):
        _fill_trail_from(_folder() / "audit")


def forget() -> None:
    """All that was kept."""
    for name in ("files", "trail", "audit"):
        shutil.rmtree(_folder() / name, ignore_errors=True)


def _fill_trail_from(source: Path) -> None:
    for tenant in settings.SOTTO.audit_dir.iterdir():
        shutil.rmtree(tenant)
    shutil.copytree(source, settings.SOTTO.audit_dir, dirs_exist_ok=True)


def _folder() -> Path:
    folder: Path = settings.SOTTO.before_dir
    return folder
