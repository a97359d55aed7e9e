"""The requests at a glance: how many wait, whether one is late, and when the next answer is due."""

from datetime import timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sotto.trust.requests import queries
from sotto.web.navigation import Fact, Standing, Tile

SOON = timedelta(days=7)


def tile() -> Tile:
    waiting = queries.requests().filter(closure=None).count()
    text = ngettext("request to answer", "requests to answer", waiting)
    return Tile(str(waiting), text, tuple(_clocks()))


def _clocks() -> list[Fact]:
    today = timezone.now().date()
    running = [queries.standing(one, today=today) for one in queries.unanswered()]
    late = sum(one.is_overdue for one in running)
    facts = []
    if late:
        text = ngettext("%(count)s request is overdue", "%(count)s requests are overdue", late)
        facts.append(Fact(Standing.BAD, text % {"count": late}))
    if due := sorted(one.due_on for one in running if not one.is_overdue):
        standing = Standing.WATCH if due[0] - today <= SOON else Standing.GOOD
        day = date_format(due[0], "DATE_FORMAT")
        facts.append(Fact(standing, _("The next answer is due on %(day)s") % {"day": day}))
    return facts or [Fact(Standing.GOOD, _("Nobody waits for an answer"))]
