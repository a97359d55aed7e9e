"""People come and go."""

from django.db import transaction

from sotto.backbone import events
from sotto.features.directory import rules
from sotto.features.directory.events import PersonAdded, PersonLeaves
from sotto.features.directory.models import Number, Person
from sotto.features.directory.services import projections
from sotto.features.directory.services.errors import NumberTaken, PersonRefused
from sotto.features.directory.services.numbers import is_taken, lock_numbers
from sotto.lib.identifiers import new_subject_id
from sotto.trust.access.services import remove_accounts
from sotto.trust.audit.services import record
from sotto.trust.tenants.queries import tenant_by_id
from sotto.trust.tenants.services import current_tenant


@transaction.atomic
def add_person(*, name: str, extension: str, email: str = "") -> Person:
    """A new person with one extension. Raises PersonRefused, NumberTaken.

    Two that ask for the same extension at once wait for one another.
    """
    fault = rules.fault_in_person(name=name, extension=extension, email=email)
    if fault is not None:
        raise PersonRefused(fault)
    tenant = tenant_by_id(current_tenant())
    lock_numbers()
    if is_taken(tenant.domain, extension):
        raise NumberTaken
    owner = new_subject_id()
    person = Person.objects.create(
        tenant=tenant, owner=owner, about_owner={"name": name.strip(), "email": email}
    )
    Number.objects.create(
        tenant=tenant, person=person, owner=owner, about_owner={"number": extension}
    )
    projections.project_person(person)
    record("directory:person:added", object_id=person.pk, subject=owner)
    events.publish(PersonAdded(person.pk))
    return person


@transaction.atomic
def remove_person(person: Person) -> None:
    """Remove a person with all services (PBX-70). What others hold of it stays: that is erasure."""
    events.publish(PersonLeaves(person.pk))
    record("directory:person:removed", object_id=person.pk, subject=person.owner)
    projections.forget_subject(person.tenant_id, person.owner)
    remove_accounts(owner=person.owner)
    person.delete()
