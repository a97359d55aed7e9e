"""In its grace an erasure restricts and can be cancelled; after it, never (Art. 17, 18; PBX-70)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from sotto.features.directory.models import EdgeDevice, EdgeNumber, Person
from sotto.features.directory.services import add_device, add_person, rebuild_projections
from sotto.personal_data import restrictions
from sotto.personal_data.actor import acting
from sotto.personal_data.keys import SubjectErased
from sotto.personal_data.models import Erasure
from sotto.personal_data.vocabulary import Purpose
from sotto.trust.access.models import Role
from sotto.trust.consents.rules import Case
from sotto.trust.consents.services import restrict
from sotto.trust.dataprotection import queries
from sotto.trust.dataprotection.rules import State
from sotto.trust.dataprotection.services import (
    AlreadyFinal,
    GraceRefused,
    NotWaiting,
    advance_erasure,
    advance_erasures,
    approve_erasure,
    ask_erasure,
    cancel_erasure,
    choose_grace,
)
from sotto.trust.tenants.models import Tenant
from tests.browsers import account

pytestmark = pytest.mark.room

WEEK = timedelta(days=7)


@pytest.fixture
def ada(office: Tenant) -> Person:
    person = add_person(name="Ada Example", extension="2001")
    add_device(person=person)
    account(owner=person.owner, role=Role.USER, name="ada")
    return person


@pytest.fixture
def entry(office: Tenant, ada: Person) -> Erasure:
    """Approved, with a week of grace, and begun."""
    asked = approve_erasure(ask_erasure(office.pk, ada.owner, grace=WEEK))
    return advance_erasure(office.pk, asked.pk)


def over(entry: Erasure) -> Erasure:
    """The grace has passed: it began more than a week ago."""
    Erasure.objects.filter(pk=entry.pk).update(restricted_at=timezone.now() - WEEK)
    entry.refresh_from_db()
    return entry


def name_for(purpose: Purpose) -> str | None:
    with acting(purpose=purpose):
        found: str | None = Person.objects.get().about_owner["name"]
        return found


def test_in_its_grace_nothing_opens_for_what_is_ordinary(entry: Erasure) -> None:
    assert queries.state_of_erasure(entry) is State.IN_GRACE
    for purpose in (Purpose.OPERATE, Purpose.SHOW, Purpose.RETAIN, Purpose.PHONE_BOOK):
        assert name_for(purpose) is None
    with pytest.raises(SubjectErased), acting(purpose=Purpose.SHOW):
        add_device(person=Person.objects.get())


def test_in_its_grace_the_person_can_still_be_answered(entry: Erasure) -> None:
    assert name_for(Purpose.ACCESS) == name_for(Purpose.ERASE) == "Ada Example"


def test_in_its_grace_nobody_reaches_the_person_and_no_telephone_registers(
    entry: Erasure,
) -> None:
    assert not EdgeNumber.objects.filter(number="2001").exists()
    assert not EdgeDevice.objects.exists()
    rebuild_projections()  # As after a crash of the database: it stays so.
    assert not EdgeDevice.objects.exists()


def test_cancelled_in_its_grace_the_person_is_there_as_before(entry: Erasure, ada: Person) -> None:
    cancelled = cancel_erasure(entry)
    assert queries.state_of_erasure(cancelled) is State.CANCELLED
    assert cancelled.cancelled_by == "system"
    assert name_for(Purpose.SHOW) == "Ada Example"
    assert EdgeDevice.objects.filter(subject=ada.owner, extension="2001").exists()
    assert advance_erasures() == 0


def test_after_it_was_cancelled_an_erasure_can_be_asked_for_anew(
    office: Tenant, entry: Erasure, ada: Person
) -> None:
    cancel_erasure(entry)
    again = ask_erasure(office.pk, ada.owner, grace=timedelta())
    assert again.pk != entry.pk
    advance_erasure(office.pk, approve_erasure(again).pk)
    assert not Person.objects.exists()


def test_before_its_approval_it_is_cancelled_as_well(office: Tenant, ada: Person) -> None:
    asked = ask_erasure(office.pk, ada.owner, grace=timedelta())
    cancel_erasure(asked)
    with pytest.raises(NotWaiting):
        approve_erasure(asked)
    with pytest.raises(NotWaiting):
        cancel_erasure(asked)


def test_when_its_grace_is_over_it_goes_on_by_itself(entry: Erasure) -> None:
    assert advance_erasures() == 1
    assert Person.objects.exists()
    over(entry)
    advance_erasures()
    assert not Person.objects.exists()


def test_when_its_grace_is_over_it_cannot_be_cancelled_though_nothing_was_done_yet(
    entry: Erasure,
) -> None:
    with pytest.raises(AlreadyFinal):
        cancel_erasure(over(entry))


def test_a_clock_that_is_set_back_brings_nobody_back(entry: Erasure) -> None:
    """What is final was written down before the tombstone, and no time undoes it."""
    advance_erasure(entry.tenant_id, over(entry).pk)
    Erasure.objects.filter(pk=entry.pk).update(restricted_at=timezone.now() + WEEK)
    with pytest.raises(AlreadyFinal):
        cancel_erasure(entry)


def test_cancelling_leaves_a_restriction_of_art_18_as_it_is(
    office: Tenant, entry: Erasure, ada: Person
) -> None:
    restrict(ada.owner, case=Case.CONTESTED)
    assert Purpose.SHOW in restrictions.denied_for(ada.owner)
    cancel_erasure(entry)
    assert Purpose.SHOW in restrictions.denied_for(ada.owner)
    assert name_for(Purpose.SHOW) is None


def test_a_tenant_chooses_its_usual_grace(office: Tenant, ada: Person) -> None:
    assert queries.grace_of(office.pk) == timedelta()
    choose_grace(office.pk, days=30)
    assert ask_erasure(office.pk, ada.owner).grace == timedelta(days=30)


@pytest.mark.parametrize("days", [-1, 91])
def test_a_grace_without_sense_is_refused(office: Tenant, days: int) -> None:
    with pytest.raises(GraceRefused):
        choose_grace(office.pk, days=days)
