"""Backups at a glance: how old the last good one is, and whether a drill passed."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sotto.trust.backup import queries
from sotto.trust.backup.models import Backup
from sotto.web.navigation import Fact, Standing, Tile

OLD, TOO_OLD = timedelta(days=2), timedelta(days=7)  # Where no clock makes them.
DAY = timedelta(days=1)


def tile() -> Tile:
    now, newest = timezone.now(), queries.latest_backup()
    facts = (_age(newest, now=now), *_faults(), _drill())
    if newest is None:
        return Tile("-", _("no backup yet"), facts)
    age = max(now - newest.began_at, timedelta())
    if age < DAY:
        hours = age // timedelta(hours=1)
        text = ngettext("hour since the last backup", "hours since the last backup", hours)
        return Tile(str(hours), text, facts)
    text = ngettext("day since the last backup", "days since the last backup", age.days)
    return Tile(str(age.days), text, facts)


def _age(newest: Backup | None, *, now: datetime) -> Fact:
    """Of the last good one, by the clock that makes them, or by days where none does."""
    at = None if newest is None else newest.began_at
    if queries.backup_is_overdue(now=now):
        return Fact(Standing.BAD, _("Overdue: none for two intervals"), at)
    if at is None:
        is_scheduled = queries.is_scheduled()
        return Fact(
            Standing.WATCH if is_scheduled else Standing.BAD,
            _("The first one is still to come") if is_scheduled else _("Nothing could be restored"),
        )
    if queries.is_scheduled() or now - at <= OLD:
        return Fact(Standing.GOOD, _("Last good backup"), at)
    standing = Standing.BAD if now - at > TOO_OLD else Standing.WATCH
    return Fact(standing, _("Old, and none is made by the clock"), at)


def _faults() -> list[Fact]:
    facts = []
    if failed := queries.latest_failure():
        facts.append(Fact(Standing.BAD, _("The last attempt failed"), failed.began_at))
    if restored := queries.unconfirmed_restore():
        facts.append(Fact(Standing.WATCH, _("A restore waits to be confirmed"), restored.done_at))
    return facts


def _drill() -> Fact:
    drill = queries.latest_drill()
    if drill is None:
        return Fact(Standing.WATCH, _("No drill has tried to restore one"))
    if not drill.passed:
        return Fact(Standing.BAD, _("The last drill failed"), drill.began_at)
    return Fact(Standing.GOOD, _("The last drill passed"), drill.began_at)
