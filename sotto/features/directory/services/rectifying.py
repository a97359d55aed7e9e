"""What can be put right about a person or an outside party (Art. 16), in rows and projections."""

from collections.abc import Callable
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from sotto.features.directory import rules
from sotto.features.directory.models import EdgeNumber, Number, OtherParty, Person
from sotto.features.directory.services import projections
from sotto.features.directory.services.errors import NumberTaken, PersonRefused
from sotto.features.directory.services.numbers import is_taken, lock_numbers
from sotto.trust.audit.services import record
from sotto.trust.requests.services import Rectifier
from sotto.trust.tenants.queries import tenant_by_id

_PROBE = {"name": "Somebody", "extension": "00", "email": ""}  # Passes: one field is looked at.


def _person(subject: UUID) -> Person | None:
    return Person.objects.filter(owner=subject).first()


def _number(subject: UUID) -> Number | None:
    return Number.objects.filter(owner=subject).order_by("pk").first()


def _value_of(name: str) -> Callable[[UUID], str | None]:
    def now(subject: UUID) -> str | None:
        person = _person(subject)
        return None if person is None or person.about_owner.erased else person.about_owner[name]

    return now


def _corrects(name: str) -> Callable[[UUID, str], None]:
    @transaction.atomic
    def correct(subject: UUID, value: str) -> None:
        """Raises PersonRefused."""
        _check(**{name: value})
        person = Person.objects.select_for_update().get(owner=subject)
        person.about_owner = {**person.about_owner, name: value}
        person.save(update_fields=["about_owner"])
        record("directory:person:corrected", object_id=person.pk, subject=subject)
        _project_anew(person)

    return correct


def _extension_of(subject: UUID) -> str | None:
    number = _number(subject)
    return None if number is None else number.about_owner["number"]


@transaction.atomic
def _correct_extension(subject: UUID, value: str) -> None:
    """Raises PersonRefused, NumberTaken."""
    _check(extension=value)
    lock_numbers()
    number = _number(subject)
    if number is None or number.about_owner["number"] == value:
        return
    if is_taken(tenant_by_id(number.tenant_id).domain, value):
        raise NumberTaken
    number.about_owner = {"number": value}
    number.save(update_fields=["about_owner"])
    record("directory:number:corrected", object_id=number.pk, subject=subject)
    _project_anew(number.person)


def _other_name(subject: UUID) -> str | None:
    other = OtherParty.objects.filter(owner=subject).first()
    return None if other is None or other.about_owner.erased else other.about_owner["name"] or ""


@transaction.atomic
def _correct_other_name(subject: UUID, value: str) -> None:
    """Raises PersonRefused."""
    _check(name=value)
    other = OtherParty.objects.select_for_update().get(owner=subject)
    other.about_owner = {**other.about_owner, "name": value}
    other.save(update_fields=["about_owner"])
    record("directory:other_party:corrected", object_id=other.pk, subject=subject)


def _check(**changed: str) -> None:
    fault = rules.fault_in_person(**{**_PROBE, **changed})
    if fault is not None:
        raise PersonRefused(fault)


def _project_anew(person: Person) -> None:
    """No byte of the old value stays in a projection; a restricted person is in none."""
    was_there = EdgeNumber.objects.filter(subject=person.owner).exists()
    projections.forget_subject(person.tenant_id, person.owner)
    if was_there:
        projections.project_person(person)


RECTIFIERS = (
    Rectifier("directory.Person.name", _("Name"), _value_of("name"), _corrects("name")),
    Rectifier("directory.Person.email", _("E-mail"), _value_of("email"), _corrects("email")),
    Rectifier("directory.Number.number", _("Extension"), _extension_of, _correct_extension),
    Rectifier(
        "directory.OtherParty.name", _("Name of the caller"), _other_name, _correct_other_name
    ),
)
