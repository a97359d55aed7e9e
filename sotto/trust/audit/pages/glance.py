"""The trail at a glance: when it was verified last, and what came of it."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sotto.trust.audit import queries
from sotto.trust.audit.services import trail_state
from sotto.trust.audit.services.state import Witness
from sotto.web.navigation import Fact, Standing, Tile

STALE = timedelta(days=31)


def tile() -> Tile:
    midnight = timezone.now().replace(hour=0, minute=0, second=0)
    today = queries.all_entries().filter(at__gte=midnight).count()
    text = ngettext("entry in the trail today", "entries in the trail today", today)
    facts = [_verified()]
    if trail_state().witness is Witness.BEHIND:
        facts.append(Fact(Standing.BAD, _("The witness does not have the last checkpoint")))
    return Tile(str(today), text, tuple(facts))


def _verified() -> Fact:
    last = queries.last_verification()
    if last is None:
        return Fact(Standing.WATCH, _("Nobody has verified it yet"))
    if last.finished_at is None:
        return Fact(Standing.WATCH, _("Verification under way"), last.asked_at)
    if not last.outcome["is_sound"]:
        return Fact(Standing.BAD, _("Not whole: entries were changed or lost"), last.finished_at)
    if timezone.now() - last.finished_at > STALE:
        return Fact(Standing.WATCH, _("Not verified for a month"), last.finished_at)
    return Fact(Standing.GOOD, _("Whole, when last verified"), last.finished_at)
