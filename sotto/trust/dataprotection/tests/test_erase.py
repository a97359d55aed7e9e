"""Erasing is a chain: cut anywhere, it is taken up, and never runs backwards."""

from collections.abc import Callable

import pytest

from sotto.features.directory.models import EdgeNumber, Person
from sotto.features.directory.services import add_device, add_person
from sotto.personal_data import erasure
from sotto.personal_data.keys import SubjectErased
from sotto.personal_data.models import Erasure
from sotto.trust.audit.models import Entry
from sotto.trust.dataprotection.services import erase_subject, preview_of, resume_erasures
from sotto.trust.tenants.models import Tenant
from sotto.trust.tenants.services import within

pytestmark = pytest.mark.room
Step = Callable[[Erasure], None]


@pytest.fixture
def ada(office: Tenant) -> Person:
    person = add_person(name="Ada Example", extension="2001", email="ada@example.org")
    add_device(person=person)
    return person


@pytest.mark.parametrize(
    "done_before_the_crash",
    [[], [erasure.deny], [erasure.deny, erasure.destroy_key]],
    ids=["begun", "denied", "destroyed"],
)
def test_an_erasure_cut_off_after_any_step_is_finished_later(
    office: Tenant, ada: Person, done_before_the_crash: list[Step]
) -> None:
    entry = erasure.begin(office.pk, ada.owner)
    for step in done_before_the_crash:
        step(entry)
    assert resume_erasures() == 1
    entry.refresh_from_db()
    assert entry.deleted_at is not None
    assert not Person.objects.exists()
    assert resume_erasures() == 0


def test_from_the_tombstone_on_nothing_opens_and_nothing_is_sealed(
    office: Tenant, ada: Person
) -> None:
    erasure.deny(erasure.begin(office.pk, ada.owner))
    assert Person.objects.get().about_owner.erased
    with pytest.raises(SubjectErased):
        add_device(person=Person.objects.get())


def test_the_erased_cannot_be_called(office: Tenant, ada: Person) -> None:
    erase_subject(office.pk, ada.owner)
    assert not EdgeNumber.objects.filter(number="2001").exists()


def test_the_number_may_be_given_to_somebody_else(office: Tenant, ada: Person) -> None:
    erase_subject(office.pk, ada.owner)
    assert add_person(name="Bob Example", extension="2001").owner != ada.owner


def test_the_preview_counts_and_changes_nothing(office: Tenant, ada: Person) -> None:
    counts = preview_of(ada.owner)
    assert counts["directory.Person"] == counts["directory.Device"] == 1
    assert not Person.objects.get().about_owner.erased


def test_erasing_is_in_the_trail_and_the_trail_stays(office: Tenant, ada: Person) -> None:
    before = Entry.objects.count()
    entry = erase_subject(office.pk, ada.owner)
    assert Entry.objects.count() > before
    assert Entry.objects.get(action="dataprotection:person:erased").object_id == entry.pk


def test_a_tenant_cannot_erase_the_person_of_another(
    office: Tenant, hotel: Tenant, ada: Person
) -> None:
    erase_subject(hotel.pk, ada.owner)
    with within(office.pk):
        assert not Person.objects.get().about_owner.erased
