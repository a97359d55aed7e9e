"""Probes of what makes the document believable: its own references, doors of deeds, own pages."""

import re
from pathlib import Path

from django.urls import NoReverseMatch, reverse

from sotto.personal_data.vocabulary import Interface
from sotto.trust.document.rules import Finding, none_of
from sotto.trust.document.rules.statements import STATEMENTS
from sotto.trust.document.services.probes.database import rows
from sotto.trust.document.services.probing import probe

_HOME = Path(__file__).resolve().parents[5]
_FILE = re.compile(r"\b(?:(?:sotto|docs)/[\w/.-]*\w|[A-Z]+\.md)")
_LATEST = 1000
_ANY = "00000000-0000-0000-0000-000000000000"
_OWN_PAGES: dict[str, list[str]] = {
    "voicemail:delete": [_ANY],
    "voicemail:own-period": [],
    "consents:mine": [],
    "requests:mine": [],
}


@probe("operation.documents")
def documents() -> Finding:
    """What stands in the column "where" is there, in this very installation."""
    named = {file for one in STATEMENTS for file in _FILE.findall(one.where)}
    missing = [file for file in named if not (_HOME / file).exists()]
    return none_of(missing, looked_at="the places that are named", files=len(named))


@probe("audit.doors", everywhere=False)
def doors() -> Finding:
    found = rows(
        "SELECT interface, count(*) FROM (SELECT interface FROM audit_entry "
        "ORDER BY sequence DESC LIMIT %s) latest GROUP BY interface",
        [_LATEST],
    )
    counts = {str(interface): int(count) for interface, count in found}
    known = {one.value for one in Interface}
    return none_of(
        (f"{counts[name]} entries through {name or 'no door'}" for name in counts.keys() - known),
        looked_at="interface of each entry",
        entries=sum(counts.values()),
        doors=", ".join(sorted(counts)) or "-",
    )


@probe("erasure.own_pages")
def own_pages() -> Finding:
    missing = [name for name, words in _OWN_PAGES.items() if not _is_there(name, words)]
    return none_of(missing, looked_at="the addresses of these pages", pages=len(_OWN_PAGES))


def _is_there(name: str, words: list[str]) -> bool:
    try:
        reverse(name, args=words)
    except NoReverseMatch:
        return False
    return True
