"""A dry run and what an erasure keeps, in the reader's language: for pages of several rooms."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sotto.trust.dataprotection.services.archive.words import said
from sotto.trust.dataprotection.services.preview import ACCOUNTABILITY, CLAIMS, Preview

GROUNDS: Final[Mapping[str, Promise]] = {
    ACCOUNTABILITY: _(
        "accounting for what was done, under a pseudonym (Art. 5(2) and 17(3)(b) GDPR)"
    ),
    CLAIMS: _("legal claims: a legal hold keeps it, and is looked at again (Art. 17(3)(e) GDPR)"),
}
_SAID_AS: Final = {"Persons": "People", "Entries": "Entries of the audit trail"}


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
        "kept": [kept_as_shown(one.as_json()) for one in preview.kept],
    }


def kept_as_shown(one: Mapping[str, Any]) -> dict[str, Any]:  # Any: JSON
    ground = GROUNDS.get(one["ground"], one["ground"])
    until = None if one["until"] is None else date.fromisoformat(one["until"])
    return {**one, "title": title(one["title"]), "ground": ground, "until": until}


def title(text: str) -> str:
    """A table's title in the reader's language, as archives say it."""
    return said(_SAID_AS.get(text, text), get_language() or "en")
