"""Reads. Each asks for the actor, or is about routing and says so."""

import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from sotto.features.directory import rules
from sotto.features.directory.models import (
    Device,
    EdgeNumber,
    Number,
    OtherParty,
    OtherPartyIndex,
    Person,
    Withholding,
)
from sotto.lib.phone_number import NumberRefused, canonical, is_withheld
from sotto.personal_data.actor import acting, current_actor
from sotto.personal_data.countries import profile
from sotto.personal_data.digests import digest_of
from sotto.personal_data.masking import mask_number
from sotto.personal_data.records import unseal
from sotto.personal_data.vocabulary import Purpose
from sotto.trust.access.models import Account
from sotto.trust.dataprotection.services.finding import Kind, Match, initials
from sotto.trust.tenants.queries import country_of
from sotto.trust.tenants.services import current_tenant

Row = TypeVar("Row", bound=Model)


def people_visible_to(actor: Account) -> QuerySet[Person]:
    """Administrators see everybody of their tenant; others see themselves."""
    people = Person.objects.order_by("added_at", "pk")
    return people if actor.is_administrator else people.filter(owner=actor.owner)


def everybody() -> QuerySet[Person]:
    """For the command line, whose user administers the machine."""
    return Person.objects.order_by("added_at", "pk")


def person_by_number(number: str) -> Person | None:
    """Who is reached by this number in the current tenant."""
    route = EdgeNumber.objects.filter(tenant=current_tenant(), number=number, kind="person").first()
    return None if route is None else Person.objects.filter(pk__in=[route.person]).first()


def person_by_id(person: UUID) -> Person | None:
    return Person.objects.filter(pk=person).first()


def people_among(subjects: Collection[UUID]) -> set[UUID]:
    """Those of these subjects who are the tenant's own people, not outsiders."""
    return set(Person.objects.filter(owner__in=subjects).values_list("owner", flat=True))


def extensions_of(people: Sequence[UUID]) -> dict[UUID, str]:
    """Each person's first number, by person."""
    numbers = unseal(list(Number.objects.filter(person__in=people)))
    return {one.person_id: one.about_owner["number"] for one in numbers}


def withholds_number(person: Person) -> bool:
    """Whether its calls hide who calls, unless they say otherwise."""
    return Withholding.objects.filter(person=person).exists()


def devices_of(person: Person) -> QuerySet[Device]:
    return Device.objects.filter(person=person).order_by("added_at")


def index_key_of(number: str, region: str) -> str:
    """What is digested of an outside number or address: the same for every notation of it.

    What is neither, though some gateway presented it, stands for itself. region: ISO 3166.
    """
    try:
        return canonical(number, region)
    except NumberRefused:
        return "other:" + unicodedata.normalize("NFKC", number).strip().casefold()


def other_parties_at(number: str) -> list[UUID]:
    """The subjects of an outside number or address in any notation, in the current tenant."""
    tenant = current_tenant()
    digest = digest_of(tenant, index_key_of(number, country_of(tenant)))
    found = OtherPartyIndex.objects.filter(digest=digest, tenant=tenant).order_by("rank")
    return list(found.values_list("subject", flat=True))


def known_subjects() -> tuple["QuerySet[Person, UUID]", "QuerySet[OtherParty, UUID]"]:
    """Everybody of whom the directory has a row: our people, and outsiders."""
    people = Person.objects.values_list("owner", flat=True)
    return people, OtherParty.objects.values_list("owner", flat=True)


def meant_by(text: str) -> Callable[[str, str], bool]:
    """Of a number and a name: whether what was typed means who has them."""
    digits = index_key_of(text, country_of(current_tenant())).removeprefix("local:")
    words = set(rules.comparable(text).split())
    return lambda number, name: number == digits or words <= set(rules.comparable(name).split())


def opened_for_their_rights(rows: Iterable[Row]) -> Sequence[Row]:
    """Whatever the occasion: the restricted have rights, and are recognised, too (Art. 18)."""
    actor = current_actor()
    with acting(actor.id, purpose=Purpose.ACCESS, interface=actor.interface):
        return unseal(list(rows))


def find_subjects(text: str) -> Iterator[Match]:
    """Whom this could mean: an extension, a name, an e-mail address, an outsider's number.

    Names and extensions are found in the projection, and in the rows of those who may not be
    routed now; outsiders by number and address alone, since the name that a caller presents proves
    nothing.
    """
    routes = EdgeNumber.objects.filter(tenant=current_tenant(), kind="person")
    is_meant = meant_by(text)
    yield from _people(one for one in routes if is_meant(one.number, one.display_name))
    if "@" in text:
        yield from _people(routes.filter(person__in=_people_at(text)))
    yield from _unrouted(text)
    if not is_withheld(text):
        yield from _others(text)


def _people(routes: Iterable[EdgeNumber]) -> Iterator[Match]:
    """By initials and extension: enough to tell two colleagues apart."""
    for one in routes:
        if one.subject is not None:
            yield Match(one.subject, Kind.PERSON, f"{initials(one.display_name)} {one.number}")


def _unrouted(text: str) -> Iterator[Match]:
    """Whose data are restricted is in no projection, and has its rights all the same (Art. 18).

    Who may not be opened even to answer them is not found.
    """
    is_meant, address = meant_by(text), rules.comparable(text.removeprefix("mailto:"))
    routes = EdgeNumber.objects.filter(tenant=current_tenant(), kind="person")
    people = opened_for_their_rights(Person.objects.exclude(pk__in=routes.values("person")))
    numbers = opened_for_their_rights(Number.objects.filter(person__in=[one.pk for one in people]))
    for one in people:
        name, email = (one.about_owner[what] or "" for what in ("name", "email"))
        is_at = bool(email) and rules.comparable(email) == address
        mine = [line.about_owner["number"] or "" for line in numbers if line.person_id == one.pk]
        for digits in mine or [""]:
            if is_at or is_meant(digits, name):
                yield Match(one.owner, Kind.PERSON, f"{initials(name)} {digits}")


def _people_at(address: str) -> list[UUID]:
    """Whose e-mail address it is. Sealed, so every person of the tenant is looked at."""
    wanted = rules.comparable(address.removeprefix("mailto:"))
    people = unseal(list(Person.objects.all()))
    return [one.pk for one in people if rules.comparable(one.about_owner["email"] or "") == wanted]


def _others(text: str) -> Iterator[Match]:
    country = country_of(current_tenant())
    shown = index_key_of(text, country).partition(":")[2]
    masked = shown if "@" not in shown else f"{shown[0]}…@{shown.partition('@')[2]}"
    if "@" not in shown:
        masked = mask_number(shown, profile(country))
    for subject in (*other_parties_at(text), *_unindexed(index_key_of(text, country), country)):
        yield Match(subject, Kind.OTHER_PARTY, masked)


def _unindexed(key: str, country: str) -> Iterator[UUID]:
    """Outsiders who wait for an erasure are in no index, and may still ask, or take it back."""
    indexed = OtherPartyIndex.objects.filter(tenant=current_tenant()).values("subject")
    for one in opened_for_their_rights(OtherParty.objects.exclude(owner__in=indexed)):
        number = one.about_owner["number"]
        if number and index_key_of(number, country) == key:
            yield one.owner
