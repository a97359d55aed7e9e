"""The live document at a glance: green and red lines, when it was checked, when it was signed."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sotto.trust.audit.queries import all_entries
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
    facts.append(_signed())
    return Tile(str(red), ngettext("red line", "red lines", red), tuple(facts))


def _signed() -> Fact:
    """When somebody last took a copy that others can check."""
    last = all_entries().filter(action="document:copy:signed").order_by("-sequence").first()
    if last is None:
        return Fact(Standing.WATCH, _("No signed copy was taken yet"))
    return Fact(Standing.GOOD, _("Last signed copy"), last.at)
