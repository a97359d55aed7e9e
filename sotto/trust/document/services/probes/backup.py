"""Probes of backups: when the last was made, for whom it is locked, and what the drill opened."""

from datetime import timedelta

from django.conf import settings

from sotto.trust.backup import queries
from sotto.trust.document.rules import Finding, broken, holds_if
from sotto.trust.document.services.probing import now, probe

_DRILLED_WITHIN = timedelta(days=35)


@probe("backup.recent")
def recent() -> Finding:
    """Not older than two intervals, and no later attempt failed."""
    every: timedelta = settings.SOTTO.backup_every
    hours = f"{every.total_seconds() / 3600:g}"
    last, failure = queries.latest_backup(), queries.latest_failure()
    if last is None:
        return broken("none was made", hours=hours, at="-")
    age = now() - last.ended_at
    good = age <= 2 * every and failure is None
    measured = f"{last.rows} rows, {last.files} files"
    if failure is not None:
        measured = f"a later attempt failed: {failure.failure}"
    return holds_if(true=good, measured=measured, hours=hours, at=f"{last.ended_at:%Y-%m-%d %H:%M}")


@probe("backup.sealed")
def sealed() -> Finding:
    recipients = len(settings.SOTTO.backup_recipients)
    return holds_if(true=recipients > 0, measured="backup_recipients", recipients=recipients)


@probe("backup.drill")
def drill() -> Finding:
    last = queries.latest_drill()
    if last is None:
        return broken("none was tried")
    age = now() - last.ended_at
    return holds_if(
        true=last.passed and age <= _DRILLED_WITHIN,
        measured=f"on {last.ended_at:%Y-%m-%d}, {'passed' if last.passed else 'failed'}",
    )
