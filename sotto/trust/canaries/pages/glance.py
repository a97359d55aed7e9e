"""The canaries at a glance: what the last search found, and when that was."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sotto.trust.canaries import queries
from sotto.trust.canaries.models import Search
from sotto.trust.canaries.rules import EVERY
from sotto.web.navigation import Fact, Standing, Tile


def tile() -> Tile:
    newest = next(iter(queries.latest_searches(1)), None)
    if newest is None:
        return Tile(
            "-", _("not searched yet"), (Fact(Standing.WATCH, _("No search was made yet")),)
        )
    found = len(newest.leaks) + newest.opened
    text = ngettext("trace of the erased", "traces of the erased", found)
    return Tile(str(found), text, tuple(verdict(newest)))


def verdict(search: Search) -> list[Fact]:
    """What one search says; of the newest also whether it is too long ago, since it is hourly."""
    facts = [_found(search)]
    if search.unread:
        said = ngettext(
            "%(count)s place could not be read",
            "%(count)s places could not be read",
            len(search.unread),
        )
        facts.append(Fact(Standing.BAD, said % {"count": len(search.unread)}))
    if timezone.now() - search.at > 2 * EVERY:
        facts.append(Fact(Standing.BAD, _("No search since; one is due each hour")))
    return facts


def _found(search: Search) -> Fact:
    if search.leaks or search.opened:
        return Fact(Standing.BAD, _("Something of erased people is left"), search.at)
    return Fact(Standing.GOOD, _("Nothing of erased people is left"), search.at)
