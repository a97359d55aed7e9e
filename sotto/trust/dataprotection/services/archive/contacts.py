"""vCard 4.0 (RFC 6350) of the person; iCalendar (RFC 5545) of what had a beginning and an end."""

import unicodedata
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from uuid import UUID

import icalendar
import vobject

from sotto.personal_data.portable import Card, Moment

_PRODUCT = "-//Sotto//Person archive//EN"


def vcard(subject: UUID, cards: Iterable[Card]) -> bytes:
    """One card of all that is known of the person's own contact data."""
    gathered = list(cards)
    made = vobject.vCard()
    made.add("version").value = "4.0"
    made.add("prodid").value = _PRODUCT
    made.add("uid").value = subject.urn
    names = _each(card.name for card in gathered)
    made.add("fn").value = names[0] if names else str(subject)
    for name in names[1:]:
        made.add("nickname").value = name
    for email in _each(email for card in gathered for email in card.emails):
        made.add("email").value = email
    for number in _each(number for card in gathered for number in card.numbers):
        made.add("tel").value = number
    return str(made.serialize(validate=False)).encode()


def calendar_head() -> bytes:
    made = icalendar.Calendar()
    made.add("prodid", _PRODUCT)
    made.add("version", "2.0")
    return bytes(made.to_ical()).removesuffix(b"END:VCALENDAR\r\n")


def calendar_entry(item: UUID, moment: Moment, *, made_at: datetime) -> bytes:
    """Written here: the library takes a millisecond for each, and there are very many."""
    lines = (
        "BEGIN:VEVENT",
        f"UID:{item.urn}",
        f"DTSTAMP:{_instant(made_at)}",
        f"DTSTART:{_instant(moment.begins_at)}",
        f"DTEND:{_instant(moment.ends_at)}",
        f"SUMMARY:{icalendar.vText(_plain(moment.title)).to_ical().decode()}",
        "END:VEVENT",
    )
    return "".join(f"{line}\r\n" for line in lines).encode()


def calendar_tail() -> bytes:
    return b"END:VCALENDAR\r\n"


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _each(texts: Iterable[str]) -> list[str]:
    """Once each, none empty, in their order."""
    return list(dict.fromkeys(filter(None, map(_plain, texts))))


def _plain(text: str) -> str:
    """Without control characters, so that no value can begin a line of its own."""
    return "".join(_visible(text)).strip()


def _visible(text: str) -> Iterator[str]:
    for letter in text:
        yield " " if unicodedata.category(letter) in {"Cc", "Zl", "Zp"} else letter
