"""A person's choice for every call: withhold the number from those who are called (PBX-41)."""

from datetime import datetime

from django.db import transaction

from sotto.features.directory.models import Person, Withholding
from sotto.features.directory.services import projections
from sotto.trust.audit.services import record


@transaction.atomic
def withhold_number(person: Person, *, now: datetime) -> None:
    """From the next call on; twice does no harm. now: aware, UTC."""
    Withholding.objects.get_or_create(
        person=person,
        defaults={"tenant_id": person.tenant_id, "owner": person.owner, "chosen_at": now},
    )
    record("directory:number:withheld", object_id=person.pk, subject=person.owner)
    projections.project_person(person)


@transaction.atomic
def show_number(person: Person) -> None:
    """From the next call on; twice does no harm."""
    Withholding.objects.filter(person=person).delete()
    record("directory:number:shown", object_id=person.pk, subject=person.owner)
    projections.project_person(person)
