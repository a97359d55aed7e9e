"""Find whom somebody means: a number in any notation, an address, a name. PBX-02, ENT-60.

Rooms register what they know; nothing is ever chosen among two. What is shown of a match is
masked: enough to choose by, no more.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from sotto.personal_data.access import count_about, last_seen
from sotto.trust.access.services import account_called
from sotto.trust.tenants.services import current_tenant
from sotto.web.errors import Refused

LONGEST = 254  # Letters of what is looked for: no name, number or address is longer.


class Kind(StrEnum):
    PERSON = "person"
    ACCOUNT = "account"
    FORMER = "formerly here"
    OTHER_PARTY = "other party"
    BY_PSEUDONYM = "by pseudonym"


@dataclass(frozen=True, slots=True)
class Match:
    """Somebody in the current tenant. `shown` is masked. `seen_at`: of the newest row, aware."""

    subject: UUID
    kind: Kind
    shown: str = field(repr=False)
    seen_at: datetime | None = None

    @override
    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


Finder = Callable[[str], Iterable[Match]]
_finders: list[Finder] = []


class NobodyFound(Refused):
    status = 404
    text = _(
        "Nobody was found. Try a number like +49 30 123456, an extension, an address, a whole name."
    )


class SeveralFound(Refused):
    """`matches` are those it could be: somebody has to choose."""

    status = 409
    text: str | Promise = _("That is more than one person. Choose one.")

    def __init__(self, matches: list[Match]) -> None:
        super().__init__(*(match.subject for match in matches))
        self.matches = matches


def register(finder: Finder) -> None:
    """Called by a room when it is set up; a second time changes nothing."""
    if finder not in _finders:
        _finders.append(finder)


def find_subjects(text: str) -> list[Match]:
    """Everybody whom this could mean, in the current tenant; a person before its account.

    text: as somebody typed it, or a subject's own pseudonym. Raises NobodyFound.
    """
    wanted = text.strip()
    if not wanted or len(wanted) > LONGEST:
        raise NobodyFound
    found: dict[UUID, Match] = {}
    for finder in (*_finders, _accounts, _pseudonyms):
        for match in finder(wanted):
            found.setdefault(match.subject, match)
    if not found:
        raise NobodyFound
    return [
        Match(one.subject, one.kind, one.shown, last_seen(one.subject)) for one in found.values()
    ]


def the_subject(text: str) -> Match:
    """The one person whom this means. Raises NobodyFound, SeveralFound."""
    matches = find_subjects(text)
    if len(matches) > 1:
        raise SeveralFound(matches)
    return matches[0]


def _accounts(wanted: str) -> Iterable[Match]:
    """By the name to sign in with: also those of administrators, who need be no person here."""
    found = account_called(current_tenant(), wanted)
    return [] if found is None else [Match(found.owner, Kind.ACCOUNT, initials(wanted))]


def _pseudonyms(wanted: str) -> Iterable[Match]:
    """How somebody is chosen among several, and who is known by nothing else any more."""
    try:
        subject = UUID(wanted)
    except ValueError:
        return []
    return [Match(subject, Kind.BY_PSEUDONYM, "")] if count_about(subject) else []


def initials(name: str) -> str:
    """`Ada Example` → `A. E.`: enough to choose by."""
    return " ".join(f"{word[0]}." for word in name.split() if word)
