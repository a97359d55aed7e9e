"""Write the document: every statement with its finding, for a reader and for a machine."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import override

from sotto import VERSION
from sotto.trust.document.rules import (
    TITLES,
    Chapter,
    Finding,
    Line,
    Statement,
    Text,
    Verdict,
    counted,
    unknown,
)
from sotto.trust.document.rules.statements import STATEMENTS
from sotto.trust.document.services import inventory, probing
from sotto.trust.document.services.checking import findings_of_tenant
from sotto.trust.tenants.queries import tenant_by_id
from sotto.trust.tenants.services import current_tenant

FORMAT = "sotto live document 1"


@dataclass(frozen=True)
class Document:
    """The live document of one tenant. `made_at`: aware, UTC."""

    tenant: str
    domain: str
    version: str
    made_at: datetime
    lines: tuple[Line, ...]

    @property
    def counts(self) -> dict[Verdict, int]:
        return counted(self.lines)

    @property
    def red(self) -> list[Line]:
        return [line for line in self.lines if line.is_red]

    def chapters(self) -> Iterator[tuple[Chapter, Text, list[Line]]]:
        for chapter in Chapter:
            if inside := [line for line in self.lines if line.statement.chapter is chapter]:
                yield chapter, TITLES[chapter], inside

    def as_json(self) -> dict[str, Any]:  # Any: JSON
        return {
            "format": FORMAT,
            "tenant": self.tenant,
            "domain": self.domain,
            "version": self.version,
            "made_at": self.made_at.isoformat(timespec="seconds"),
            "counts": {verdict.value: count for verdict, count in self.counts.items()},
            "lines": [_as_json(line) for line in self.lines],
        }

    def as_html(self, language: str) -> str:
        """One page that needs nothing else: to print, to mail, to keep."""
        with override(language):
            return render_to_string("document/printed.html", self.in_words(language))

    def in_words(self, language: str) -> dict[str, Any]:  # Any: for a template
        return {
            "document": self,
            "language": language,
            "counts": [(verdict.name.lower(), count) for verdict, count in self.counts.items()],
            "chapters": [
                {
                    "title": title.in_language(language),
                    "lines": [_in_words(line, language) for line in lines],
                }
                for _, title, lines in self.chapters()
            ],
        }


def document_of() -> Document:
    """Of the current tenant, from the last findings; nothing is asked anew."""
    tenant = tenant_by_id(current_tenant())
    found = findings_of_tenant()
    lines = tuple(_line(one, found) for one in (*inventory.statements(), *STATEMENTS))
    return Document(tenant.name, tenant.domain, VERSION, probing.now(), lines)


def _line(statement: Statement, found: dict[str, tuple[Finding, datetime]]) -> Line:
    if statement.by is not None:
        return Line(statement, Finding(statement.by, ""), None)
    if statement.id not in found:
        return Line(statement, unknown("no probe has run yet"), None)
    return Line(statement, *found[statement.id])


def _as_json(line: Line) -> dict[str, Any]:  # Any: JSON
    return {
        "id": line.statement.id,
        "chapter": line.statement.chapter.value,
        "sentence": {language: line.sentence(language) for language in ("en", "de")},
        "requirements": list(line.statement.requirements),
        "where": line.statement.where,
        "verdict": line.finding.verdict.value,
        "measured": line.finding.measured,
        "values": dict(line.finding.values),
        "at": None if line.at is None else line.at.isoformat(timespec="seconds"),
    }


def _in_words(line: Line, language: str) -> dict[str, Any]:  # Any: for a template
    return {
        "id": line.statement.id,
        "sentence": line.sentence(language),
        "verdict": line.finding.verdict.name.lower(),
        "measured": line.finding.measured,
        "where": line.statement.where,
        "requirements": " ".join(line.statement.requirements),
        "at": line.at,
        "is_red": line.is_red,
    }
