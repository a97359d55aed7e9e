"""`index.html`: everything, to be read by people, without any network; written row by row."""

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import ngettext, override

from sotto.personal_data.words import said
from sotto.trust.dataprotection.services.archive.facts import Facts, readable
from sotto.trust.dataprotection.services.archive.reading import Row, as_row
from sotto.trust.dataprotection.services.archive.spool import Spool

_FOLDER = "dataprotection/archive"


def page(facts: Facts, tables: Mapping[str, Spool]) -> Iterator[str]:
    """tables: label → items, those with any, in the order in which they are read."""
    described = facts.tables()
    yield _rendered("begin", facts, {"facts": facts, "sentences": facts.sentences()})
    for label, items in tables.items():
        table = described[label]
        yield _rendered(
            "table",
            facts,
            {
                "title": said(table["title"], facts.language),
                "lines": readable(table, facts.language),
                "count": _count(len(items), facts),
            },
        )
        for item in items:
            yield _row(as_row(item, facts.language))
        yield "</tbody></table></div>\n"
    yield "</main></body></html>\n"


def _count(items: int, facts: Facts) -> str:
    with override(facts.language):
        return ngettext("%(count)s item", "%(count)s items", items) % {"count": items}


def _row(row: Row) -> str:
    """Made here, since a page has very many: names isolated, so that none turns the line round."""
    lines = "".join(
        f"<dt>{escape(name)}</dt><dd><bdi>{escape(text)}</bdi></dd>" for name, text in row.lines
    )
    files = " ".join(
        f'<a href="{escape(address)}">{escape(label)}</a>' for label, address in row.files
    )
    return (
        f"<tr><td>{escape(row.part)}</td><td><dl>{lines}</dl></td>"
        f"<td>{escape(row.kept_until)}</td><td>{files}</td></tr>\n"
    )


def _rendered(name: str, facts: Facts, content: dict[str, Any]) -> str:
    """Any: what templates take."""
    with override(facts.language):
        return render_to_string(f"{_FOLDER}/{name}.html", {**content, "language": facts.language})
