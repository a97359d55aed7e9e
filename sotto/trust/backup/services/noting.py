"""What is remembered of backups and drills: figures for pages, an entry in every trail."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from sotto.backbone import events
from sotto.trust.audit.services import record
from sotto.trust.backup.events import BackupFailed, BackupMade
from sotto.trust.backup.models import Backup, Drill
from sotto.trust.backup.rules import Findings
from sotto.trust.backup.services.make import Made
from sotto.trust.tenants.queries import all_tenants
from sotto.trust.tenants.services import within


@transaction.atomic
def note_made(made: Made, *, began_at: datetime, file_name: str, by_the_clock: bool) -> Backup:
    backup = Backup.objects.create(
        id=made.manifest.id,
        began_at=began_at,
        ended_at=timezone.now(),
        by_the_clock=by_the_clock,
        file_name=file_name,
        size=made.size,
        rows=made.manifest.rows,
        files=made.contents.files.count,
        lost=made.contents.lost,
    )
    _in_every_trail("backup:archive:made", backup.pk)
    events.publish(BackupMade(backup.pk))
    return backup


@transaction.atomic
def note_failed(
    backup: UUID, failure: Exception, *, began_at: datetime, by_the_clock: bool
) -> Backup:
    """Its kind only: the text of an exception may say anything."""
    kind = type(failure).__name__[:60]
    noted = Backup.objects.create(
        id=backup,
        began_at=began_at,
        ended_at=timezone.now(),
        by_the_clock=by_the_clock,
        failure=kind,
    )
    _in_every_trail("backup:archive:failed", backup)
    events.publish(BackupFailed(backup, kind))
    return noted


@transaction.atomic
def note_drill(
    *, backup: UUID, backup_made_at: datetime, began_at: datetime, findings: Findings
) -> Drill:
    drill = Drill.objects.create(
        backup=backup,
        backup_made_at=backup_made_at,
        began_at=began_at,
        ended_at=timezone.now(),
        passed=findings.passed,
        report=findings.to_json(),
    )
    _in_every_trail("backup:drill:passed" if findings.passed else "backup:drill:failed", drill.pk)
    return drill


def _in_every_trail(action: str, object_id: UUID) -> None:
    for tenant in all_tenants():
        with within(tenant.pk):
            record(action, object_id=object_id)
