"""A dry run and what an erasure keeps, in the reader's language: for pages of several rooms."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sotto.personal_data.registry import titles
from sotto.personal_data.words import said
from sotto.trust.dataprotection.services.preview import ACCOUNTABILITY, CLAIMS, Preview

GROUNDS: Final[Mapping[str, Promise]] = {
    ACCOUNTABILITY: _(
        "accounting for what was done, under a pseudonym (Art. 5(2) and 17(3)(b) GDPR)"
    ),
    CLAIMS: _("legal claims: a legal hold keeps it, and is looked at again (Art. 17(3)(e) GDPR)"),
}
DEEDS: Final[Mapping[str, Promise]] = {
    "rows deleted": _("deleted"),
    "rows anonymised": _("the person taken out"),
    "tombstones set": _("emptied; that something was said stays"),
    "access ended": _("access ended"),
    "files found": _("files found"),
    "files deleted": _("files deleted"),
    "files missing": _("files that were gone already"),
}


def preview_as_shown(preview: Preview) -> dict[str, Any]:  # Any: for a template
    return {
        "lines": [
            {
                "title": title(preview.titles[label]),
                "count": count,
                "others": preview.others.get(label, 0),
            }
            for label, count in preview.counts.items()
        ],
        "files": preview.files,
        "awaited": preview.awaited,
        "kept": [kept_as_shown(one.as_json()) for one in preview.kept],
    }


def counts_as_shown(counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """What an erasure did, as its ledger counts it: a line for each table and deed."""
    named, lines = titles_counted(), []
    for what, count in sorted(counts.items()):
        table, _colon, deed = what.partition(": ")
        text = DEEDS.get(deed, deed)
        lines.append({"title": title(named.get(table, table)), "deed": text, "count": count})
    return lines


def titles_counted() -> dict[str, str]:
    """Of what erasures count: files of a removed customer are counted without a table."""
    return titles() | {"files": "Files"}


def kept_as_shown(one: Mapping[str, Any]) -> dict[str, Any]:  # Any: JSON
    ground = GROUNDS.get(one["ground"], one["ground"])
    until = None if one["until"] is None else date.fromisoformat(one["until"])
    return {**one, "title": title(one["title"]), "ground": ground, "until": until}


def title(text: str) -> str:
    """A table's title in the reader's language, as archives say it."""
    return said(text, get_language() or "en")
