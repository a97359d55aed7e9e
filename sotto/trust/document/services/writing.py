"""Write the document: every statement with its finding, for a reader and for a machine."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext, override

from sotto import VERSION
from sotto.lib import signed_json
from sotto.lib.typeset import typeset
from sotto.personal_data.keys import keyring
from sotto.trust.document.rules import (
    TITLES,
    Chapter,
    Finding,
    Line,
    Statement,
    Text,
    Verdict,
    as_of,
    counted,
    measured,
    unknown,
)
from sotto.trust.document.rules.signed import FORMAT
from sotto.trust.document.rules.statements import STATEMENTS
from sotto.trust.document.services import comparing, inventory, probing
from sotto.trust.document.services.checking import findings_of_tenant
from sotto.trust.tenants.queries import tenant_by_id
from sotto.trust.tenants.services import current_tenant

_TEMPLATES = Path(__file__).parents[1] / "templates" / "document"


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
            "tenant": self.tenant,
            "domain": self.domain,
            "version": self.version,
            "made_at": self.made_at.isoformat(timespec="seconds"),
            "counts": {verdict.value: count for verdict, count in self.counts.items()},
            "lines": [_as_json(line) for line in self.lines],
            "counterparts": comparing.as_json(self.lines),
        }

    def signed(self) -> str:
        """One line of JSON for `sotto verify`. Raises KeyringUnavailable."""
        return signed_json.sign(
            self.as_json(),
            form=FORMAT,
            public=keyring().public_key("document"),
            signer=lambda text: keyring().sign("document", text),
        )

    def as_html(self, language: str) -> str:
        """One page that needs nothing else: to print, to mail, to keep."""
        with override(language):
            return render_to_string("document/printed.html", self.in_words(language))

    def as_pdf(self, language: str) -> bytes:
        with override(language):
            words = self.in_words(language)
        return typeset(_TEMPLATES / "printed.typ", words)

    def in_words(self, language: str) -> dict[str, Any]:  # Any: JSON
        """Everything as text, in the active language: for templates of pages and of paper."""
        moment = f"{self.made_at:%Y-%m-%d %H:%M:%S} UTC"
        return {
            "language": language,
            "title": f"{gettext('Data protection at')} {self.tenant}",
            "made_at": moment,
            "lead": gettext(
                "Written by the running system (Sotto %(version)s, %(domain)s) at %(moment)s."
            )
            % {"version": self.version, "domain": self.domain, "moment": moment},
            "heads": [gettext("Finding"), gettext("Lines")],
            "counts": [
                [verdict.name.lower(), gettext(verdict.value), count]
                for verdict, count in self.counts.items()
            ],
            "contents": gettext("Contents"),
            "red": {
                "title": gettext("Red lines"),
                "none": gettext("None: every line that is checked holds."),
                "lines": [in_words(line, language) for line in self.red],
            },
            "chapters": [
                {
                    "id": chapter.value,
                    "title": title.in_language(language),
                    "lines": [in_words(line, language) for line in lines],
                }
                for chapter, title, lines in self.chapters()
            ],
            "compared": {
                "title": gettext("Counterparts"),
                "lead": gettext(
                    "What five other systems say of personal data, in our words, and what this "
                    "system answers to each."
                ),
                "heads": [gettext("They say"), gettext("Here")],
                "systems": list(comparing.in_words(self.lines, language)),
            },
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
    finding, at = found[statement.id]
    return Line(statement, as_of(finding, at, now=probing.now()), at)


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


def in_words(line: Line, language: str) -> dict[str, Any]:  # Any: JSON
    """A line as text, in the active language."""
    finding, statement = line.finding, line.statement
    at = "" if line.at is None else f"{line.at:%Y-%m-%d %H:%M:%S} UTC"
    numbers = " ".join(statement.requirements)
    found = measured.in_language(finding.measured, language)
    small = [found, at, statement.where, numbers, statement.id]
    return {
        "id": statement.id,
        "sentence": line.sentence(language),
        "verdict": finding.verdict.name.lower(),
        "said": gettext(finding.verdict.value),
        "measured": found,
        "where": statement.where,
        "requirements": numbers,
        "small": " · ".join(part for part in small if part),
    }
