"""`person.pdf`: the same as the page, to be printed, by Typst.

The template is a file of ours; everything about people goes in as JSON and is set as text, so that
nothing of it is ever read as markup. A volume has up to 2,000 items: a second of work and 250 MB
of memory in a process of its own, however many items there are.
"""

from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from sotto.lib.typeset import typeset
from sotto.personal_data.words import said
from sotto.trust.dataprotection.services.archive.facts import Facts, readable
from sotto.trust.dataprotection.services.archive.reading import Row, as_row
from sotto.trust.dataprotection.services.archive.spool import Spool

VOLUME = 2000  # Items.
_TEMPLATE = Path(__file__).parents[2] / "templates" / "dataprotection" / "archive" / "archive.typ"
_FIRST, _LATER = "person.pdf", "person-{}.pdf"


def volumes(facts: Facts, tables: Mapping[str, Spool]) -> Iterator[tuple[str, bytes]]:
    """Name and content of each; the first tells the rights, even when nothing is held."""
    rows = _rows(facts, tables)
    number = 1
    part = list(islice(rows, VOLUME))
    while part or number == 1:
        name = _FIRST if number == 1 else _LATER.format(number)
        yield name, _compiled(facts, part, number)
        part = list(islice(rows, VOLUME))
        number += 1


def _rows(facts: Facts, tables: Mapping[str, Spool]) -> Iterator[tuple[str, Row]]:
    for label, items in tables.items():
        for item in items:
            yield label, as_row(item, facts.language)


def _compiled(facts: Facts, part: list[tuple[str, Row]], number: int) -> bytes:
    with override(facts.language):
        content = {
            "language": facts.language,
            "title": _("What is held about you"),
            "made": f"{facts.made_at:%Y-%m-%d %H:%M} UTC",
            "volume": _("Volume %(number)s") % {"number": number} if number > 1 else "",
            "sentences": facts.sentences() if number == 1 else [],
            "head": [_("Your part"), _("Content"), _("Kept until")],
            "tables": _tables(facts, part),
        }
    return typeset(_TEMPLATE, content)


def _tables(facts: Facts, part: list[tuple[str, Row]]) -> list[dict[str, Any]]:
    """The items of a volume under their tables. Any: JSON."""
    described = facts.tables()
    gathered: dict[str, list[list[str]]] = {}
    for label, row in part:
        text = "\n".join(f"{name}: {value}" for name, value in [*row.lines, *row.files])
        gathered.setdefault(label, []).append([row.part, text, row.kept_until])
    return [
        {
            "title": said(described[label]["title"], facts.language),
            "facts": readable(described[label], facts.language),
            "rows": rows,
        }
        for label, rows in gathered.items()
    ]
