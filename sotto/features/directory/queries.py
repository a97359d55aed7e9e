"""Reads. Each asks for the actor, or is about routing and says so."""

import unicodedata
from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet

from sotto.features.directory.models import Device, EdgeNumber, Number, OtherPartyIndex, Person
from sotto.lib.phone_number import NumberRefused, canonical
from sotto.personal_data.digests import digest_of
from sotto.personal_data.records import unseal
from sotto.trust.access.models import Account
from sotto.trust.tenants.queries import country_of
from sotto.trust.tenants.services import current_tenant


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


def extensions_of(people: Sequence[UUID]) -> dict[UUID, str]:
    """Each person's first number, by person."""
    numbers = unseal(list(Number.objects.filter(person__in=people)))
    return {one.person_id: one.about_owner["number"] for one in numbers}


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
