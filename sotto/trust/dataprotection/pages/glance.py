"""Erasures and legal holds at a glance: what waits for whom, what is stuck, and why."""

from collections import Counter
from collections.abc import Iterable

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sotto.personal_data.models import Erasure
from sotto.trust.dataprotection import queries
from sotto.trust.dataprotection.pages import words
from sotto.trust.dataprotection.rules import State
from sotto.trust.holds import queries as holds
from sotto.trust.holds import rules
from sotto.web.navigation import Fact, Standing, Tile


def of_erasures() -> Tile:
    waiting = queries.erasures().filter(approved_at=None, cancelled_at=None).count()
    text = ngettext("erasure to approve", "erasures to approve", waiting)
    facts = [] if not waiting else [Fact(Standing.WATCH, _("Look at the dry run, then approve"))]
    running = list(queries.erasures_to_advance())
    stuck = [one for one in running if queries.state_of_erasure(one) is State.STUCK]
    if stuck:
        said = ngettext("%(count)s is stuck: %(why)s", "%(count)s are stuck: %(why)s", len(stuck))
        facts.append(Fact(Standing.BAD, said % {"count": len(stuck), "why": _why(stuck)}))
    if moving := len(running) - len(stuck):
        said = ngettext("%(count)s is under way", "%(count)s are under way", moving)
        facts.append(Fact(Standing.GOOD, said % {"count": moving}))
    return Tile(str(waiting), text, tuple(facts or [Fact(Standing.GOOD, _("None is stuck"))]))


def of_holds() -> Tile:
    standing = list(holds.holds().filter(lifted_at=None))
    text = ngettext("legal hold", "legal holds", len(standing))
    states = Counter(one.state for one in standing)
    due = sum(one.review_on <= timezone.now().date() for one in standing)
    facts = []
    if due:
        said = ngettext(
            "%(count)s is to be looked at again", "%(count)s are to be looked at again", due
        )
        facts.append(Fact(Standing.WATCH, said % {"count": due}))
    if asked := states[rules.State.PLACED] + states[rules.State.LIFTING]:
        said = ngettext(
            "%(count)s waits for a second person", "%(count)s wait for a second person", asked
        )
        facts.append(Fact(Standing.WATCH, said % {"count": asked}))
    return Tile(
        str(len(standing)), text, tuple(facts or [Fact(Standing.GOOD, _("None waits for anybody"))])
    )


def _why(stuck: Iterable[Erasure]) -> str:
    """The reasons, each once."""
    reasons: dict[str | Promise, None] = {
        words.REMAINS[left["step"]]: None for one in stuck for left in one.remains
    }
    return ", ".join(str(reason) for reason in reasons)
