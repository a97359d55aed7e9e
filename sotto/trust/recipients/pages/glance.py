"""Recipients at a glance: who still has to be told, and who keeps silent."""

from collections import Counter

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sotto.trust.recipients import queries
from sotto.trust.recipients.rules import State
from sotto.web.navigation import Fact, Standing, Tile


def tile() -> Tile:
    notices = list(queries.unanswered())
    states = Counter(one.state for one in notices)
    by_hand = sum(one.is_for_hand for one in notices)
    facts = []
    if by_hand:
        said = ngettext(
            "%(count)s has to be told by you", "%(count)s have to be told by you", by_hand
        )
        facts.append(Fact(Standing.WATCH, said % {"count": by_hand}))
    if silent := states[State.SILENT]:
        said = ngettext(
            "%(count)s was reminded and is silent", "%(count)s were reminded and are silent", silent
        )
        facts.append(Fact(Standing.WATCH, said % {"count": silent}))
    if not facts:
        facts = [Fact(Standing.GOOD, _("Nobody has to be told by you"))]
    text = ngettext("notice without an answer", "notices without an answer", len(notices))
    return Tile(str(len(notices)), text, tuple(facts))
