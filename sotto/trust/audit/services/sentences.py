"""What was found, in plain words. Entries are counted from 0, as in the tree."""

from collections.abc import Callable
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from sotto.trust.audit.rules.findings import Finding, Kind, Source

WHERE: Final[dict[Source, str | Promise]] = {
    Source.DATABASE: gettext_lazy("Database"),
    Source.BUNDLES: gettext_lazy("Entry files"),
    Source.TILES: gettext_lazy("Hash files"),
    Source.CHECKPOINT: gettext_lazy("Checkpoint"),
    Source.WITNESS: gettext_lazy("Witness"),
    Source.PRUNING: gettext_lazy("Pruning"),
    Source.EVERYWHERE: gettext_lazy("Everywhere"),
}


def sentence(found: Finding) -> str:
    told = _SENTENCES[found.kind](found.count)
    parts = {"first": found.first, "count": found.count, "file": found.file or "checkpoint"}
    return f"{WHERE[found.source]}: {told % parts}"


def all_is_well(entries: int) -> str:
    told = ngettext("Whole: one entry verified.", "Whole: %(count)s entries verified.", entries)
    return told % {"count": entries}


def _changed(count: int) -> str:
    return ngettext(
        "Entry %(first)s was changed.",
        "%(count)s entries were changed, from entry %(first)s on.",
        count,
    )


def _removed(count: int) -> str:
    return ngettext(
        "Entry %(first)s was removed.",
        "%(count)s entries were removed, from entry %(first)s on.",
        count,
    )


def _inserted(count: int) -> str:
    return ngettext(
        "An entry was put in at %(first)s.",
        "%(count)s entries were put in, from %(first)s on.",
        count,
    )


def _truncated(count: int) -> str:
    return ngettext(
        "The end is cut off: entry %(first)s is missing.",
        "The end is cut off: %(count)s entries are missing, from entry %(first)s on.",
        count,
    )


_SENTENCES: Final[dict[Kind, Callable[[int], str]]] = {
    Kind.CHANGED: _changed,
    Kind.REMOVED: _removed,
    Kind.INSERTED: _inserted,
    Kind.TRUNCATED: _truncated,
    Kind.REORDERED: lambda _n: _(
        "%(count)s entries stand in another order, from entry %(first)s on."
    ),
    Kind.ROLLED_BACK: lambda _n: _(
        "Rolled back to %(first)s entries: %(count)s more had been signed."
    ),
    Kind.REWRITTEN: lambda _n: _(
        "The past was rewritten, from entry %(first)s on: what was signed does not fit any more."
    ),
    Kind.UNSIGNED: lambda _n: _("%(file)s is missing or not signed by our key."),
    Kind.MISSING: lambda _n: _("%(file)s is missing: entries from %(first)s on stood there."),
    Kind.FOREIGN: lambda _n: _("%(file)s is not ours."),
}
