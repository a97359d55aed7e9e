"""The live document at a glance: green lines, red lines, and when it was checked."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sotto.trust.document.rules import Verdict
from sotto.trust.document.services import document_of
from sotto.web.navigation import Fact, Standing, Tile


def tile() -> Tile:
    document = document_of()
    red, holding = len(document.red), document.counts[Verdict.HOLDS]
    facts = []
    if red:
        said = ngettext("%(count)s line is red", "%(count)s lines are red", red)
        facts.append(Fact(Standing.BAD, said % {"count": red}))
    checked = max((line.at for line in document.lines if line.at is not None), default=None)
    if checked is None:
        facts.append(Fact(Standing.WATCH, _("Nothing was checked yet")))
    else:
        said = ngettext("%(count)s line holds, checked", "%(count)s lines hold, checked", holding)
        facts.append(Fact(Standing.GOOD, said % {"count": holding}, checked))
    return Tile(str(red), ngettext("red line", "red lines", red), tuple(facts))
