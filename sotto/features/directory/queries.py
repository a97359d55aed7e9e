"""Reads. Each asks for the actor, or is about routing and says so."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet

from sotto.features.directory.models import Device, EdgeNumber, Number, Person
from sotto.personal_data.records import unseal
from sotto.trust.access.models import Account
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
