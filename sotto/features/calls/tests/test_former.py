"""Who was removed from the directory is in others' calls still, and found there (Art. 15, 17)."""

import pytest

from sotto.features.calls.models import Call
from sotto.features.calls.services import record_reports
from sotto.features.calls.tests.test_services import ended
from sotto.features.directory.models import Person
from sotto.features.directory.services import add_person, remove_person
from sotto.trust.dataprotection.services import erase_subject, finding
from sotto.trust.dataprotection.services.finding import NobodyFound, the_subject
from sotto.trust.tenants.models import Tenant
from sotto.trust.tenants.services import within

pytestmark = pytest.mark.room


@pytest.fixture
def leaver(office: Tenant) -> Person:
    """Has called somebody, was called, and is gone."""
    zoe = add_person(name="Zoe Leaver", extension="2077")
    party = {"subject": str(zoe.owner), "number": "2077", "name": "Zoe Leaver"}
    record_reports([ended(office, caller=party), ended(office, callee=party)])
    owner = zoe.owner
    remove_person(zoe)
    zoe.owner = owner
    return zoe


@pytest.mark.parametrize("text", ["2077", "sip:2077", "Zoe Leaver", "zoe"])
def test_who_left_is_found_by_its_last_number_and_name(leaver: Person, text: str) -> None:
    match = the_subject(text)
    assert (match.subject, match.kind) == (leaver.owner, finding.Kind.FORMER)
    assert match.shown == "Z. L. 2077"


def test_who_has_the_number_now_is_not_taken_for_who_had_it(leaver: Person) -> None:
    heir = add_person(name="Yves Heir", extension="2077")
    with pytest.raises(finding.SeveralFound) as found:
        the_subject("2077")
    assert {one.subject for one in found.value.matches} == {leaver.owner, heir.owner}
    assert the_subject("Yves").subject == heir.owner


def test_once_erased_it_is_found_no_more(leaver: Person, office: Tenant) -> None:
    erase_subject(office.pk, leaver.owner)
    assert Call.objects.exists()
    with pytest.raises(NobodyFound):
        the_subject("2077")


def test_another_tenant_finds_nobody(leaver: Person, hotel: Tenant) -> None:
    with within(hotel.pk), pytest.raises(NobodyFound):
        the_subject("2077")
