"""What the document is made of: statements, what a probe found, and how findings are counted.

Pure. A sentence is written once, in both languages, and says with `{name}` where a measured value
stands. A statement without probe is the operator's word, and printed as such (PBX-82).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sotto.trust.document.rules.measured import value_in_language


class Verdict(StrEnum):
    """Green, red, red, grey, grey."""

    HOLDS = "holds"
    BROKEN = "does not hold"
    UNKNOWN = "could not be checked"
    DECLARED = "declared by the operator, not verified"
    ABSENT = "absent: not built"


RED: Final = frozenset({Verdict.BROKEN, Verdict.UNKNOWN})


class Chapter(StrEnum):
    """In the order of printing; the first three are those of the documents of other systems."""

    COLLECTED = "collected"
    PROCESSED = "processed"
    TRANSFERRED = "transferred"
    IDENTITY = "identity"
    WIRE = "wire"
    STORAGE = "storage"
    KEYS = "keys"
    DATABASE = "database"
    RIGHTS = "rights"
    ERASURE = "erasure"
    RETENTION = "retention"
    AUDIT = "audit"
    BACKUP = "backup"
    OPERATION = "operation"


@dataclass(frozen=True, slots=True)
class Text:
    """The same sentence in both languages."""

    en: str
    de: str

    def in_language(self, language: str) -> str:
        return self.de if language.startswith("de") else self.en


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of the document, and the name of the probe behind it: the statement's own.

    requirements: numbers it answers. where: the setting or page that decides it.
    by: PROBE, or why nothing checks it.
    """

    id: str
    chapter: Chapter
    text: Text
    requirements: tuple[str, ...]
    where: str
    by: Verdict | None = None  # None: a probe; else DECLARED or ABSENT.

    @property
    def is_probed(self) -> bool:
        return self.by is None


@dataclass(frozen=True, slots=True)
class Finding:
    """What a probe saw. `values` fill the sentence; `measured` says what was looked at."""

    verdict: Verdict
    measured: str
    values: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """A statement as printed: with the last finding and its time (aware, UTC)."""

    statement: Statement
    finding: Finding
    at: datetime | None

    def sentence(self, language: str) -> str:
        """The sentence with its measured values; a value that was not measured reads `?`."""
        values = {
            name: value_in_language(value, language) for name, value in self.finding.values.items()
        }
        return self.statement.text.in_language(language).format_map(_Known(values))

    @property
    def is_red(self) -> bool:
        return self.finding.verdict in RED


class _Known(dict[str, object]):
    def __missing__(self, name: str) -> str:
        return "?"


TITLES: Mapping[Chapter, Text] = {
    Chapter.COLLECTED: Text("Whose data is collected, and how", "Wessen Daten erhoben werden"),
    Chapter.PROCESSED: Text("Data that is processed", "Daten, die verarbeitet werden"),
    Chapter.TRANSFERRED: Text("Data that is passed on", "Daten, die weitergegeben werden"),
    Chapter.IDENTITY: Text("Who may come in", "Wer hereindarf"),
    Chapter.WIRE: Text("On the wire", "Unterwegs"),
    Chapter.STORAGE: Text("Where data lies", "Wo Daten liegen"),
    Chapter.KEYS: Text("Keys", "Schlüssel"),
    Chapter.DATABASE: Text("What the database enforces", "Was die Datenbank durchsetzt"),
    Chapter.RIGHTS: Text("Rights of the people", "Rechte der Menschen"),
    Chapter.ERASURE: Text("Erasure", "Löschung"),
    Chapter.RETENTION: Text("How long data is kept", "Wie lange Daten bleiben"),
    Chapter.AUDIT: Text("The audit trail", "Das Prüfprotokoll"),
    Chapter.BACKUP: Text("Backup", "Sicherung"),
    Chapter.OPERATION: Text("Operation", "Betrieb"),
}


def holds(measured: str, **values: str | int) -> Finding:
    return Finding(Verdict.HOLDS, measured, values)


def broken(measured: str, **values: str | int) -> Finding:
    return Finding(Verdict.BROKEN, measured, values)


def unknown(measured: str) -> Finding:
    return Finding(Verdict.UNKNOWN, measured)


def holds_if(*, true: bool, measured: str, **values: str | int) -> Finding:
    """A finding whose measurement reads the same either way."""
    return Finding(Verdict.HOLDS if true else Verdict.BROKEN, measured, values)


def none_of(wrong: Iterable[str], *, looked_at: str, **values: str | int) -> Finding:
    """Holds when nothing is wrong; else names the first few of what is."""
    found = sorted(set(wrong))
    if not found:
        return holds(looked_at, **values)
    named = ", ".join(found[:_NAMED]) + (f" and {len(found) - _NAMED} more" * (len(found) > _NAMED))
    return broken(f"{looked_at}; wrong: {named}", **values)


_NAMED = 5


BELIEVED: Final = timedelta(seconds=60)


def is_stale(at: datetime, *, now: datetime, limit: timedelta = BELIEVED) -> bool:
    """Too old to be believed; a time in the future is no better."""
    return abs(now - at) > limit


def as_of(finding: Finding, at: datetime, *, now: datetime) -> Finding:
    """What may still be said: a good finding is good for a minute, a bad one stays bad."""
    if finding.verdict in RED or not is_stale(at, now=now):
        return finding
    return Finding(
        Verdict.UNKNOWN,
        f"not asked for more than a minute; then: {finding.measured}",
        finding.values,
    )


def counted(lines: Iterable[Line]) -> dict[Verdict, int]:
    counts = Counter(line.finding.verdict for line in lines)
    return {verdict: counts[verdict] for verdict in Verdict}
