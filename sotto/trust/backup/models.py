"""What was backed up, proved and restored: figures only, about no person and no tenant."""

from uuid import uuid4

from django.db import models

from sotto.personal_data.declaration import NotPersonal


class Backup(models.Model):
    """One attempt to make a backup. `failure` names the kind of what stopped it; empty: made.

    id: also stands in the backup's manifest. lost: files that rows name and the disk had not.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    by_the_clock = models.BooleanField(default=False)
    file_name = models.CharField(max_length=120, default="")  # In `backup_dir`; else unknown.
    size = models.BigIntegerField(default=0)  # Bytes.
    rows = models.BigIntegerField(default=0)
    files = models.BigIntegerField(default=0)
    lost = models.BigIntegerField(default=0)
    failure = models.CharField(max_length=60, default="")

    personal_data = NotPersonal(
        reason="How much was backed up, and when.",
        columns=(
            "began_at",
            "ended_at",
            "by_the_clock",
            "file_name",
            "size",
            "rows",
            "files",
            "lost",
            "failure",
        ),
    )

    class Meta:
        ordering = ("-began_at",)


class Drill(models.Model):
    """One restore into a scratch cluster, and what could be opened there. `report`: figures."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    backup = models.UUIDField()
    backup_made_at = models.DateTimeField()
    passed = models.BooleanField()
    report = models.JSONField()

    personal_data = NotPersonal(
        reason="How much could be opened, and when.",
        columns=("began_at", "ended_at", "backup", "backup_made_at", "passed", "report"),
    )

    class Meta:
        ordering = ("-began_at",)


class Restore(models.Model):
    """One restore. `confirmed_at`: what stood before is gone since then."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    done_at = models.DateTimeField()
    backup = models.UUIDField()
    backup_made_at = models.DateTimeField()
    erased_again = models.BigIntegerField()
    report = models.JSONField()
    confirmed_at = models.DateTimeField(null=True)

    personal_data = NotPersonal(
        reason="How much was restored, and when.",
        columns=("done_at", "backup", "backup_made_at", "erased_again", "report", "confirmed_at"),
    )

    class Meta:
        ordering = ("-done_at",)
