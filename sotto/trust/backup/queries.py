"""Reads: for pages, for `sotto status`, for the live document."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet

from sotto.personal_data.models import Erasure
from sotto.trust.access.models import Account
from sotto.trust.backup.models import Backup, Drill, Restore
from sotto.trust.backup.rules import is_overdue
from sotto.trust.tenants.queries import all_tenants, first_tenant
from sotto.trust.tenants.services import within


def latest_backup() -> Backup | None:
    """The newest that was made."""
    return Backup.objects.filter(failure="").first()


def latest_failure() -> Backup | None:
    """The newest attempt that failed, when no later one succeeded."""
    newest = Backup.objects.first()
    return newest if newest is not None and newest.failure else None


def latest_drill() -> Drill | None:
    return Drill.objects.first()


def unconfirmed_restore() -> Restore | None:
    return Restore.objects.filter(confirmed_at=None).first()


def backups() -> QuerySet[Backup]:
    """Newest first."""
    return Backup.objects.all()


def backups_visible_to(actor: Account) -> QuerySet[Backup]:
    """Newest first; nothing for those who may not read it."""
    return Backup.objects.all() if actor.is_officer else Backup.objects.none()


def last_attempts() -> tuple[datetime | None, datetime | None]:
    """When the last backup by the clock began that succeeded, and the last attempt at all."""
    by_the_clock = Backup.objects.filter(by_the_clock=True)
    made = by_the_clock.filter(failure="").values_list("began_at", flat=True).first()
    return made, by_the_clock.values_list("began_at", flat=True).first()


def is_scheduled() -> bool:
    return settings.SOTTO.backup_dir is not None


def backup_is_overdue(*, now: datetime) -> bool:
    """Whether backups are made by the clock and the newest is older than two intervals."""
    if not is_scheduled():
        return False
    made, _ = last_attempts()
    every: timedelta = settings.SOTTO.backup_every
    return is_overdue(made=made, since=first_tenant().made_at, every=every, now=now)


def in_a_line(*, now: datetime) -> str:
    """For `sotto status`: the newest backup, and an alarm in capitals."""
    newest, failed, drill = latest_backup(), latest_failure(), latest_drill()
    told = ["none yet" if newest is None else f"last made {newest.began_at:%Y-%m-%d %H:%M} UTC"]
    if failed is not None:
        told.append(f"THE LAST ONE FAILED ({failed.failure})")
    if backup_is_overdue(now=now):
        told.append("OVERDUE")
    if drill is not None:
        told.append(f"last drill {'passed' if drill.passed else 'FAILED'}")
    if unconfirmed_restore() is not None:
        told.append("a restore waits to be confirmed")
    return "; ".join(told)


def erased_beyond_recall() -> list[tuple[str, str]]:
    """Tenant and subject of everybody whose erasure is final, by the ledger of this system."""
    found = []
    for tenant in all_tenants():
        with within(tenant.pk):
            lines = Erasure.objects.filter(cancelled_at=None).exclude(final_at=None)
            found += [(str(tenant.pk), str(one)) for one in lines.values_list("subject", flat=True)]
    return found
