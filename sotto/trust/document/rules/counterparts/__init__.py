"""What five other systems say of personal data, each beside our statements that answer it.

In our own words. A system's module is a text: a line `# section`, then for each thing said the
English line, the German line, and the ids of our statements. PBX-82 ENT-82 APP-82 UCC-82 MSP-82.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from sotto.trust.document.rules import Line, Text, Verdict
from sotto.trust.document.rules.counterparts import app, ent, msp, pbx, ucc, ucc_protection

_WORST_FIRST = (
    Verdict.BROKEN,
    Verdict.UNKNOWN,
    Verdict.ABSENT,
    Verdict.DECLARED,
    Verdict.HOLDS,
)


@dataclass(frozen=True, slots=True)
class Counterpart:
    """`number`: the system's tag, the section, and which thing said there. `ours`: ids."""

    number: str
    said: Text
    ours: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class System:
    """One of the five."""

    tag: str
    kind: Text
    counterparts: tuple[Counterpart, ...]


def read(tag: str, text: str) -> Iterator[Counterpart]:
    """Of one system's text. Raises ValueError for a block that has not three lines."""
    section, counted = "", Counter[str]()
    for block in text.strip().split("\n\n"):
        lines = block.splitlines()
        if lines[0].startswith("# "):
            section = lines.pop(0).removeprefix("# ")
        english, german, ours = lines
        counted[section] += 1
        number = f"{tag} {section} {counted[section]}"
        yield Counterpart(number, Text(english, german), tuple(ours.split()))


def worst_first(lines: list[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: _WORST_FIRST.index(line.finding.verdict))


def _system(tag: str, en: str, de: str, *texts: str) -> System:
    return System(tag, Text(en, de), tuple(read(tag, "\n\n".join(one.strip() for one in texts))))


SYSTEMS = (
    _system("PBX", "A small office's telephony", "Telefonie eines kleinen Büros", pbx.SAYS),
    _system("ENT", "An enterprise's telephony", "Telefonie eines Unternehmens", ent.SAYS),
    _system("APP", "Recording, desktop, reports", "Aufnahme, Arbeitsplatz, Berichte", app.SAYS),
    _system(
        "UCC",
        "Unified communications",
        "Vereinte Kommunikation",
        ucc.SAYS,
        ucc_protection.SAYS,
    ),
    _system("MSP", "A provider's portal", "Portal eines Anbieters", msp.SAYS),
)
