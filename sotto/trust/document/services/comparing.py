"""What other systems say, each beside our lines that answer it, the worst line first (PBX-82)."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext

from sotto.trust.document.rules import Line
from sotto.trust.document.rules.counterparts import SYSTEMS, Counterpart, worst_first


def as_json(lines: Sequence[Line]) -> list[dict[str, Any]]:  # Any: JSON
    """One entry for each thing that another system says."""
    by_id = _by_id(lines)
    return [
        {
            "number": one.number,
            "system": system.tag,
            "said": {"en": one.said.en, "de": one.said.de},
            "ours": [
                {"id": line.statement.id, "verdict": line.finding.verdict.value}
                for line in _ours(one, by_id)
            ],
        }
        for system in SYSTEMS
        for one in system.counterparts
    ]


def in_words(lines: Sequence[Line], language: str) -> Iterator[dict[str, Any]]:  # Any: JSON
    """A table for each system, as text, in the active language."""
    by_id = _by_id(lines)
    for system in SYSTEMS:
        yield {
            "tag": system.tag,
            "title": f"{system.tag}: {system.kind.in_language(language)}",
            "rows": [
                {
                    "number": one.number,
                    "said": one.said.in_language(language),
                    "ours": [_in_words(line, language) for line in _ours(one, by_id)],
                }
                for one in system.counterparts
            ],
        }


def _in_words(line: Line, language: str) -> dict[str, str]:
    verdict = line.finding.verdict
    return {
        "id": line.statement.id,
        "verdict": verdict.name.lower(),
        "said": gettext(verdict.value),
        "sentence": line.sentence(language),
    }


def _by_id(lines: Sequence[Line]) -> dict[str, Line]:
    return {line.statement.id: line for line in lines}


def _ours(one: Counterpart, by_id: dict[str, Line]) -> list[Line]:
    return worst_first([by_id[name] for name in one.ours])
