"""Finding whom somebody means: in any notation, never by a guess, never across tenants."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from sotto.features.directory.models import EdgeNumber, Number, OtherPartyIndex, Person
from sotto.features.directory.services import add_person, find_other_party
from sotto.personal_data.models import Erasure
from sotto.trust.access.models import Role
from sotto.trust.access.services.names import give_name
from sotto.trust.consents.rules import Case
from sotto.trust.consents.services import restrict
from sotto.trust.dataprotection.services import (
    advance_erasures,
    approve_erasure,
    ask_erasure,
    cancel_erasure,
)
from sotto.trust.dataprotection.services.finding import (
    CountryUnchosen,
    Kind,
    NameUnclear,
    NobodyFound,
    NumberUnclear,
    OnePersonTwice,
    SeveralFound,
    find_subjects,
    the_subject,
)
from sotto.trust.tenants.models import Tenant
from sotto.trust.tenants.services import choose_country, within
from tests.browsers import account, browser_of

pytestmark = pytest.mark.room


@pytest.fixture
def office(office: Tenant) -> Tenant:
    """In Germany."""
    Tenant.objects.filter(pk=office.pk).update(country="DE")
    return office


@pytest.fixture
def ada(office: Tenant) -> Person:
    return add_person(name="Ada Example", extension="2001", email="Ada@Example.org")


@pytest.fixture
def stranger(office: Tenant) -> UUID:
    met = find_other_party(number="+49 30 123456", name="Ada Stranger")
    assert met is not None
    return met


SAID = [
    "2001",
    " 20 01 ",
    "sip:2001",
    "Ada Example",
    "ada",
    "EXAMPLE",
    "Example Ada",
    "ada@example.org",
    "mailto:Ada@example.org",
]


@pytest.mark.parametrize("text", SAID)
def test_a_person_is_found_by_extension_name_and_address(ada: Person, text: str) -> None:
    match = the_subject(text)
    assert (match.subject, match.kind) == (ada.owner, Kind.PERSON)
    assert match.shown == "A. E. 2001"


@pytest.mark.parametrize("text", ["+49 30 123456", "030/123456", "0049 30 123456"])
def test_an_outsider_is_found_by_number_in_any_notation(stranger: UUID, text: str) -> None:
    match = the_subject(text)
    assert (match.subject, match.kind) == (stranger, Kind.OTHER_PARTY)
    assert match.shown == "+4930123xxx"


def test_an_outsider_is_found_by_address(office: Tenant) -> None:
    met = find_other_party(number="sip:dora@example.com")
    match = the_subject("dora@example.com")
    assert (match.subject, match.shown) == (met, "d…@example.com")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("+49 30 999999", NobodyFound),
        ("2099", NobodyFound),
        ("nobody@example.org", NobodyFound),
        ("00000000-0000-4000-8000-000000000000", NobodyFound),
        ("", NobodyFound),
        ("   ", NobodyFound),
        ("x" * 255, NobodyFound),
        ("Ada Stranger", NameUnclear),
        ("\x00", NameUnclear),
        ("123456", NumberUnclear),
        ("030", NumberUnclear),
    ],
)
def test_who_is_not_there_is_said_not_to_be_there_if_that_is_sure(
    stranger: UUID, text: str, kind: type[NobodyFound]
) -> None:
    with pytest.raises(NobodyFound) as refused:
        find_subjects(text)
    assert type(refused.value) is kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("+49 30 123456", CountryUnchosen),
        ("030 999999", CountryUnchosen),
        ("2099", NobodyFound),
        ("nobody@example.org", NobodyFound),
    ],
)
def test_before_a_country_is_chosen_numbers_that_came_without_one_cannot_be_compared(
    office: Tenant, text: str, kind: type[NobodyFound]
) -> None:
    Tenant.objects.filter(pk=office.pk).update(country="")
    met = find_other_party(number="030 123456")  # As a gateway presents it at home.
    with pytest.raises(NobodyFound) as refused:
        find_subjects(text)
    assert type(refused.value) is kind
    choose_country(office.pk, country="DE")
    assert the_subject("+49 30 123456").subject == met


@pytest.mark.parametrize("withheld", ["anonymous", "sip:anonymous@anonymous.invalid"])
def test_who_withheld_the_number_is_found_by_nobody(office: Tenant, withheld: str) -> None:
    find_other_party(number=withheld)
    with pytest.raises(NobodyFound):
        find_subjects(withheld)


def test_two_people_are_a_choice_and_never_a_guess(ada: Person) -> None:
    other = add_person(name="Ada Other", extension="2002")
    with pytest.raises(SeveralFound) as found:
        the_subject("Ada")
    assert {match.subject for match in found.value.matches} == {ada.owner, other.owner}
    assert {match.shown for match in found.value.matches} == {"A. E. 2001", "A. O. 2002"}
    assert "Ada" not in str(found.value) + repr(found.value.matches)


def test_the_choice_is_made_by_pseudonym(ada: Person) -> None:
    add_person(name="Ada Other", extension="2002")
    assert the_subject(str(ada.owner)).subject == ada.owner
    with pytest.raises(NobodyFound):
        the_subject(str(uuid4()))


def test_an_account_without_a_person_is_found_by_its_sign_in_name(office: Tenant) -> None:
    root = account(role=Role.ADMINISTRATOR)
    give_name(office, root, "root")
    root.save()
    match = the_subject("ROOT@office.example")
    assert (match.subject, match.kind) == (root.owner, Kind.ACCOUNT)


def test_a_person_with_an_account_is_one_match(office: Tenant, ada: Person) -> None:
    hers = account(owner=ada.owner)
    give_name(office, hers, "ada@example.org")
    hers.save()
    assert the_subject("ada@example.org").kind == Kind.PERSON


def test_a_match_says_when_something_was_last_stored(ada: Person) -> None:
    seen = the_subject("2001").seen_at
    assert seen is not None
    assert abs((datetime.now(UTC) - seen).total_seconds()) < 60


@pytest.mark.parametrize("text", SAID)
def test_who_is_restricted_is_reached_by_nobody_and_found_all_the_same(
    ada: Person, text: str
) -> None:
    restrict(ada.owner, case=Case.CONTESTED)
    assert not EdgeNumber.objects.filter(subject=ada.owner).exists()
    match = the_subject(text)
    assert (match.subject, match.kind, match.shown) == (ada.owner, Kind.PERSON, "A. E. 2001")
    with pytest.raises(NobodyFound):
        the_subject("2002")


def test_who_is_restricted_is_one_of_two_to_choose_from(ada: Person) -> None:
    other = add_person(name="Ada Other", extension="2002")
    restrict(ada.owner, case=Case.CONTESTED)
    with pytest.raises(SeveralFound) as found:
        the_subject("Ada")
    assert {match.subject for match in found.value.matches} == {ada.owner, other.owner}


@pytest.mark.parametrize("text", ["2001", "2009"])
def test_who_is_restricted_is_found_by_each_of_two_numbers(ada: Person, text: str) -> None:
    Number.objects.create(
        tenant_id=ada.tenant_id, owner=ada.owner, person=ada, about_owner={"number": "2009"}
    )
    restrict(ada.owner, case=Case.CONTESTED)
    assert the_subject(text).subject == ada.owner


def test_who_waits_for_an_erasure_is_found_and_may_take_it_back(
    office: Tenant, ada: Person
) -> None:
    approve_erasure(ask_erasure(office.pk, ada.owner, grace=timedelta(days=7)))
    advance_erasures()
    assert not EdgeNumber.objects.filter(subject=ada.owner).exists()
    assert the_subject("2001").subject == ada.owner
    cancel_erasure(Erasure.objects.get())
    assert the_subject("2001").subject == ada.owner


@pytest.mark.parametrize("text", ["+49 30 123456", "030 123456", "0049 (30) 12 34 56"])
def test_an_outsider_who_waits_for_an_erasure_is_found_and_may_take_it_back(
    office: Tenant, stranger: UUID, text: str
) -> None:
    approve_erasure(ask_erasure(office.pk, stranger, grace=timedelta(days=7)))
    advance_erasures()
    assert not OtherPartyIndex.objects.filter(subject=stranger).exists()
    assert the_subject(text).subject == stranger
    cancel_erasure(Erasure.objects.get())
    assert the_subject(text).subject == stranger
    assert find_other_party(number=text) == stranger  # And its next call is its own.


def test_an_outsider_who_was_met_anew_during_its_grace_is_one_person_under_two_pseudonyms(
    office: Tenant, stranger: UUID
) -> None:
    approve_erasure(ask_erasure(office.pk, stranger, grace=timedelta(days=7)))
    advance_erasures()
    anew = find_other_party(number="+49 30 123456")
    cancel_erasure(Erasure.objects.get())
    with pytest.raises(OnePersonTwice) as found:
        the_subject("030 123456")
    assert {one.subject for one in found.value.matches} == {stranger, anew}
    page = browser_of(account(role=Role.OFFICER)).get("/requests/new/", {"who": "030 123456"})
    assert "it is one person" in page.text
    assert "more than one person" not in page.text


def test_another_tenant_finds_nobody(hotel: Tenant, ada: Person, stranger: UUID) -> None:
    with within(hotel.pk):
        for text in ("2001", "Ada Example", "ada@example.org", "+49 30 123456", str(ada.owner)):
            with pytest.raises(NobodyFound):
                find_subjects(text)
