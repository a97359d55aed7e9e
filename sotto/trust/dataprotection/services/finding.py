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

from sotto.lib.phone_number import is_outside, is_reachable_at, lacks_a_code
from sotto.personal_data.access import count_about, last_seen
from sotto.personal_data.models import Erasure
from sotto.trust.access.services import account_called
from sotto.trust.holds.queries import in_force
from sotto.trust.tenants.queries import country_of
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
    """`is_answer`: that nothing is stored is a true answer to who asks."""

    status = 404
    is_answer = True
    text: str | Promise = _(
        "Nobody was found. Try a number like +49 30 123456, an extension, an address, a whole name."
    )


class NumberUnclear(NobodyFound):
    """Somebody may be stored under the whole number."""

    is_answer = False
    text = _(
        "Nobody was found by this number, but it lacks a country or area code: somebody may be "
        "stored under the whole one. Ask for it, and try it like +49 30 123456."
    )


class CountryUnchosen(NobodyFound):
    """Somebody may be stored under the number as it was dialled at home, which is not compared."""

    is_answer = False
    text = _(
        "Nobody was found by this number. But the country of this system is not chosen yet, so "
        "numbers that came without a country code can't be compared with it: choose it under "
        "Retention (sotto tenant country), then look again."
    )


class NameUnclear(NobodyFound):
    """Outsiders are found by number or address alone: the name that they present proves nothing."""

    is_answer = False
    text = _(
        "None of our people is called this. Whoever called from outside is found by number or "
        "address only: ask for it before you answer that nothing is stored."
    )


class HeldPerhaps(NobodyFound):
    """Rows of somebody who was erased open for legal claims alone, and are found by nothing."""

    is_answer = False
    text = _(
        "Nobody was found by this number or address. But a legal hold keeps something of somebody "
        "who was erased: look at the holds before you answer that nothing is stored."
    )


class SeveralFound(Refused):
    """`matches` are those it could be: somebody has to choose. `are_one`: no choice, but a list."""

    status = 409
    are_one = False
    text: str | Promise = _("That is more than one person. Choose one.")

    def __init__(self, matches: list[Match]) -> None:
        super().__init__(*(match.subject for match in matches))
        self.matches = matches


class OnePersonTwice(SeveralFound):
    """Outsiders alone are found by one number, or one address: it was met anew, as during a grace.

    What is stored under each pseudonym is about the same person.
    """

    are_one = True
    text = _(
        "This number or address stands under more than one pseudonym, and it is one person. "
        "Do the same for each of them."
    )


def register(finder: Finder) -> None:
    """Called by a room when it is set up; a second time changes nothing."""
    if finder not in _finders:
        _finders.append(finder)


def find_subjects(text: str) -> list[Match]:
    """Everybody whom this could mean, in the current tenant; a person before its account.

    text: as somebody typed it, or a subject's own pseudonym. Raises NobodyFound, and its kinds.
    """
    wanted = text.strip()
    if not wanted or len(wanted) > LONGEST:
        raise NobodyFound
    found: dict[UUID, Match] = {}
    for finder in (*_finders, _accounts, _pseudonyms):
        for match in finder(wanted):
            found.setdefault(match.subject, match)
    if not found:
        raise _nobody(wanted)
    return [
        Match(one.subject, one.kind, one.shown, last_seen(one.subject)) for one in found.values()
    ]


def the_subject(text: str) -> Match:
    """The one person whom this means. Raises NobodyFound, SeveralFound, and their kinds."""
    matches = find_subjects(text)
    if len(matches) > 1:
        raise several(matches)
    return matches[0]


def several(matches: list[Match]) -> SeveralFound:
    """Of two or more: whether they are a choice, or one person."""
    are_one = all(one.kind is Kind.OTHER_PARTY for one in matches)
    return OnePersonTwice(matches) if are_one else SeveralFound(matches)


def _nobody(wanted: str) -> NobodyFound:
    region = country_of(current_tenant())
    if is_outside(wanted, region) and not region:
        return CountryUnchosen()
    if lacks_a_code(wanted, region):
        return NumberUnclear()
    if not is_reachable_at(wanted, region) and not _is_pseudonym(wanted):
        return NameUnclear()
    return HeldPerhaps() if _erased_are_held() else NobodyFound()


def _erased_are_held() -> bool:
    gone = Erasure.objects.exclude(denied_at=None).values("subject")
    return in_force().filter(owner__in=gone).exists()


def _accounts(wanted: str) -> Iterable[Match]:
    """By the name to sign in with: also those of administrators, who need be no person here."""
    found = account_called(current_tenant(), wanted)
    return [] if found is None else [Match(found.owner, Kind.ACCOUNT, initials(wanted))]


def _pseudonyms(wanted: str) -> Iterable[Match]:
    """How somebody is chosen among several, and who is known by nothing else any more."""
    if not _is_pseudonym(wanted):
        return []
    subject = UUID(wanted)
    return [Match(subject, Kind.BY_PSEUDONYM, "")] if count_about(subject) else []


def _is_pseudonym(wanted: str) -> bool:
    try:
        UUID(wanted)
    except ValueError:
        return False
    return True


def initials(name: str) -> str:
    """`Ada Example` → `A. E.`: enough to choose by."""
    return " ".join(f"{word[0]}." for word in name.split() if word)
