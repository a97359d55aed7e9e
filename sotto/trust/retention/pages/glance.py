"""Retention at a glance: whether the clock is trusted, and whether deletion ran."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sotto.trust.retention import queries
from sotto.web.navigation import Fact, Standing, Tile

LATE = timedelta(days=2)  # It runs daily.


def tile() -> Tile:
    dark = queries.count_of_dark_months()
    text = ngettext("month gone for good", "months gone for good", dark)
    return Tile(str(dark), text, (_deletion(),))


def _deletion() -> Fact:
    if queries.doubted_day():
        return Fact(Standing.BAD, _("The clock has jumped: nothing is deleted"))
    run = next(iter(queries.runs()), None)
    if run is None:
        return Fact(Standing.GOOD, _("Nothing was due yet"))
    if run.finished_at is None:
        return Fact(Standing.WATCH, _("A deletion is under way, or was cut off"), run.begun_at)
    if timezone.now() - run.finished_at > LATE:
        return Fact(Standing.BAD, _("No deletion for two days; the last one"), run.finished_at)
    return Fact(Standing.GOOD, _("Last deletion of what was due"), run.finished_at)
