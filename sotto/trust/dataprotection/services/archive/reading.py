"""What people read: an item as plain lines, for the page and for the PDF alike."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sotto.personal_data.words import name_of, said
from sotto.trust.dataprotection.services.archive.spool import Record

_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?(?:\+00:00|Z)")


@dataclass(frozen=True, slots=True)
class Row:
    """One item. part: what the person is in it; lines: name and value; files: label, address."""

    part: str
    lines: list[tuple[str, str]]
    files: list[tuple[str, str]]
    kept_until: str


def as_row(record: Record, language: str) -> Row:
    return Row(
        part=", ".join(said(role, language) for role in record["roles"]),
        lines=[
            (name_of(name, language), _text(value, language))
            for name, value in record["values"].items()
        ],
        files=[(name_of(name, language), address) for name, address in record["files"].items()],
        kept_until=record["kept_until"] or "",
    )


def _text(value: Any, language: str) -> str:
    """Any: JSON."""
    return "; ".join(_parts(value, language)) or "-"


def _parts(value: Any, language: str) -> Iterator[str]:
    """Empty values say nothing; zero and false do."""
    match value:
        case dict():
            for name, inner in value.items():
                if inner not in (None, ""):
                    yield f"{name_of(name, language)}: {_text(inner, language)}"
        case list():
            yield ", ".join(_text(inner, language) for inner in value)
        case None | "":
            return
        case _:
            yield _word(value, language)


def _word(value: bool | float | str, language: str) -> str:  # noqa: FBT001 -- a value of JSON.
    if isinstance(value, bool):
        return said("yes" if value else "no", language)
    found = _MOMENT.fullmatch(str(value))
    return f"{found[1]} {found[2]} UTC" if found else said(str(value), language)
