"""What a record is in the formats of others: a conversation, a card, a moment in a calendar.

A room says it beside its model: `portable = Portable(conversation=…)`. Its function gets the item
as the person may see it, with what is about others masked already, so that no format can show more
than another. Art. 20 GDPR; ENT-60.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

Values = Mapping[str, Any]  # Any: JSON values of an `access.Item`.


@dataclass(frozen=True, slots=True)
class Side:
    """One party of a conversation. role: its part in the record, like `caller`."""

    role: str
    number: str | None
    name: str | None


@dataclass(frozen=True, slots=True)
class Conversation:
    """A call or a message: a vCon. outcome: in a word; file: the column with its sound."""

    sides: tuple[Side, ...]
    began_at: datetime | None
    length: timedelta | None
    outcome: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """Somebody's own contact data, or a part of it: a vCard is made of all of a person's."""

    name: str = ""
    emails: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Moment:
    """What has a beginning and an end: an entry of a calendar. title: in English, as `outcome`."""

    title: str
    begins_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Portable:
    """What a table's records are elsewhere. Each function may answer None: this one is not."""

    conversation: Callable[[Values], Conversation | None] | None = field(default=None)
    card: Callable[[Values], Card | None] | None = field(default=None)
    moment: Callable[[Values], Moment | None] | None = field(default=None)


NOWHERE_ELSE = Portable()


def portable_of(model: type) -> Portable:
    """NOWHERE_ELSE where the room says nothing."""
    said = model.__dict__.get("portable", NOWHERE_ELSE)
    return said if isinstance(said, Portable) else NOWHERE_ELSE


def part(values: Values, column: str) -> Values:
    """What stands in a sealed column; empty when it is erased, restricted or absent."""
    found = values.get(column)
    return found if isinstance(found, Mapping) else {}


def instant(text: Any) -> datetime | None:
    """ISO 8601 with its offset; None for anything else, an erased value included. Any: JSON."""
    try:
        found = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
    return found if found.tzinfo is not None else None
