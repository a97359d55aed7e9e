"""What a person says is acted on by the real keyring, at once."""

import time
from uuid import UUID

import pytest
from django.conf import settings

from sotto.features.directory.models import EdgeNumber, OtherPartyIndex, Person
from sotto.features.directory.services import (
    NumberTaken,
    add_person,
    find_other_party,
    rebuild_projections,
)
from sotto.features.directory.services.phone_book import phone_book
from sotto.keyring.client import KeyringClient, Use, Wanted
from sotto.keyring.periods import Period
from sotto.personal_data.actor import acting
from sotto.personal_data.fields import Opened
from sotto.personal_data.keys import keyring
from sotto.personal_data.vocabulary import ACCOUNT, Purpose
from sotto.trust.audit.models import Entry
from sotto.trust.consents import queries
from sotto.trust.consents.jobs import tell_keyring_all
from sotto.trust.consents.models import Answer, Question
from sotto.trust.consents.rules import Case
from sotto.trust.consents.services import (
    AlreadyObjected,
    AlreadyRestricted,
    NotConsented,
    NotRestricted,
    NotToldYet,
    PurposeUnknown,
    ReasonMissing,
    ask,
    decline,
    give,
    lift,
    may,
    note_told,
    object_to,
    overrule,
    restrict,
    retract,
    withdraw,
)
from sotto.trust.consents.tests.conftest import Committing
from sotto.trust.tenants.models import Tenant
from sotto.trust.tenants.services import within

pytestmark = pytest.mark.room

BOOK = Purpose.PHONE_BOOK


def opened(subject: UUID, purpose: Purpose) -> Opened:
    """Read anew from the table, for this purpose."""
    with acting(purpose=purpose):
        found: Opened = Person.objects.get(owner=subject).about_owner
        return found


def test_silence_puts_nobody_into_the_phone_book(ada: Person) -> None:
    assert phone_book() == []
    assert not may(ada.owner, BOOK)


def test_a_yes_shows_the_name_and_a_second_one_the_address(
    ada: Person, committed: Committing
) -> None:
    with committed():
        give(ada.owner, BOOK)
    assert [(one.name, one.extension, one.email) for one in phone_book()] == [
        ("Ada Example", "2001", "")
    ]
    with committed():
        give(ada.owner, Purpose.PHONE_BOOK_EMAIL)
    assert phone_book()[0].email == "ada@example.org"


def test_a_withdrawn_consent_closes_the_purpose_within_a_second_and_no_other(
    ada: Person, committed: Committing
) -> None:
    with committed():
        give(ada.owner, BOOK)
    assert opened(ada.owner, BOOK)["name"] == "Ada Example"
    began = time.monotonic()
    withdraw(ada.owner, BOOK)
    refused = opened(ada.owner, BOOK)
    assert time.monotonic() - began < 1
    assert refused.restricted
    assert refused["name"] is None
    assert opened(ada.owner, Purpose.SHOW)["name"] == "Ada Example"
    assert phone_book() == []


def test_another_process_is_refused_as_well(ada: Person, committed: Committing) -> None:
    """A second client, as in another process, that had the key in its cache."""
    with committed():
        give(ada.owner, BOOK)
    other = KeyringClient(settings.SOTTO.keyring_socket, settings.SOTTO.keyring_generation)
    wanted = [Wanted((ada.owner,), Period.standing(ACCOUNT.code))]
    use = Use("system", BOOK, "directory.Person.about_owner")
    assert None not in other.keys(ada.tenant_id, wanted, use)
    withdraw(ada.owner, BOOK)
    assert other.keys(ada.tenant_id, wanted, use) == [None]
    other.close()


def test_a_consent_may_be_given_again(ada: Person, committed: Committing) -> None:
    for say in (give, withdraw, give):
        with committed():
            say(ada.owner, BOOK)
    assert may(ada.owner, BOOK)
    assert len(phone_book()) == 1
    assert [one.is_yes for one in Answer.objects.order_by("at")] == [True, False, True]
    assert Answer.objects.filter(stands=True).count() == 1


def test_a_withdrawal_needs_a_consent(ada: Person) -> None:
    with pytest.raises(NotConsented):
        withdraw(ada.owner, BOOK)
    decline(ada.owner, BOOK)
    assert not may(ada.owner, BOOK)
    with pytest.raises(NotConsented):
        withdraw(ada.owner, BOOK)


def test_what_was_asked_is_kept_with_its_wording_once(ada: Person) -> None:
    assert {one.purpose for one in ask(ada.owner)} == {BOOK, Purpose.PHONE_BOOK_EMAIL}
    ask(ada.owner)
    assert Question.objects.filter(owner=ada.owner, version=1).count() == 2
    decline(ada.owner, BOOK)
    assert {one.purpose for one in ask(ada.owner)} == {Purpose.PHONE_BOOK_EMAIL}


def test_nobody_is_asked_about_operating(ada: Person) -> None:
    with pytest.raises(PurposeUnknown):
        give(ada.owner, Purpose.OPERATE)
    with pytest.raises(PurposeUnknown):
        object_to(ada.owner, Purpose.OPERATE)


def test_an_objection_blocks_at_once_until_it_is_overruled(
    ada: Person, committed: Committing
) -> None:
    objection = object_to(ada.owner, Purpose.SHOW, reason="I am being watched.")
    assert opened(ada.owner, Purpose.SHOW).restricted
    assert opened(ada.owner, Purpose.ACCESS)["name"] == "Ada Example"
    with pytest.raises(AlreadyObjected):
        object_to(ada.owner, Purpose.SHOW)
    with pytest.raises(ReasonMissing):
        overrule(objection.pk, ground=" ")
    assert opened(ada.owner, Purpose.SHOW).restricted
    with committed():
        overrule(objection.pk, ground="An emergency line.")
    assert opened(ada.owner, Purpose.SHOW)["name"] == "Ada Example"


def test_a_retracted_objection_blocks_no_longer(ada: Person, committed: Committing) -> None:
    objection = object_to(ada.owner, Purpose.SHOW)
    with committed():
        retract(objection.pk)
    assert may(ada.owner, Purpose.SHOW)
    assert not opened(ada.owner, Purpose.SHOW).restricted


def test_the_restricted_are_stored_and_nothing_more(ada: Person, committed: Committing) -> None:
    restrict(ada.owner, case=Case.CONTESTED)
    assert opened(ada.owner, Purpose.SHOW).restricted
    assert opened(ada.owner, Purpose.OPERATE).restricted
    assert opened(ada.owner, Purpose.ACCESS)["name"] == "Ada Example"
    assert not EdgeNumber.objects.filter(number="2001").exists()
    ada.about_owner = {"name": "Ada Sample", "email": ""}
    ada.save()  # Storage goes on.
    assert opened(ada.owner, Purpose.ACCESS)["name"] == "Ada Sample"
    with pytest.raises(AlreadyRestricted):
        restrict(ada.owner)


def test_a_restriction_ends_after_the_person_was_told(ada: Person, committed: Committing) -> None:
    with pytest.raises(NotRestricted):
        lift(ada.owner)
    restrict(ada.owner)
    with pytest.raises(NotToldYet):
        lift(ada.owner)
    note_told(ada.owner)
    with committed():
        lift(ada.owner)
    assert opened(ada.owner, Purpose.SHOW)["name"] == "Ada Example"
    assert EdgeNumber.objects.filter(number="2001").exists()


def test_the_extension_of_the_restricted_is_not_given_away(
    ada: Person, committed: Committing
) -> None:
    restrict(ada.owner)
    with pytest.raises(NumberTaken):
        add_person(name="Bob Example", extension="2001")
    note_told(ada.owner)
    with committed():
        lift(ada.owner)
    assert EdgeNumber.objects.get(number="2001").subject == ada.owner


def test_who_agrees_can_still_be_called_while_restricted(ada: Person) -> None:
    restrict(ada.owner, keeps_service=True)
    assert EdgeNumber.objects.filter(number="2001").exists()
    assert opened(ada.owner, Purpose.SHOW).restricted
    rebuild_projections()
    assert EdgeNumber.objects.filter(number="2001").exists()


def test_a_rebuild_leaves_the_restricted_out_and_others_in(ada: Person, office: Tenant) -> None:
    restrict(ada.owner)
    rebuild_projections()
    assert not EdgeNumber.objects.filter(number="2001").exists()


def test_a_restricted_caller_is_recognised_and_not_made_somebody_new(office: Tenant) -> None:
    carol = find_other_party(number="+49301234567", name="Carol")
    assert carol is not None
    restrict(carol)
    rebuild_projections()
    assert OtherPartyIndex.objects.filter(subject=carol).exists()
    assert find_other_party(number="+49 30 1234567") == carol


def test_a_restriction_outlives_a_yes(ada: Person, committed: Committing) -> None:
    restrict(ada.owner)
    with committed():
        give(ada.owner, BOOK)
    assert not may(ada.owner, BOOK)
    assert phone_book() == []


def test_every_word_of_a_person_is_in_the_trail(ada: Person, committed: Committing) -> None:
    with committed():
        give(ada.owner, BOOK)
        withdraw(ada.owner, BOOK)
        restrict(ada.owner)
    actions = set(Entry.objects.filter(owner=ada.owner).values_list("action", flat=True))
    assert {
        "consents:consent:given",
        "consents:consent:withdrawn",
        "consents:restriction:began",
    } <= actions


def test_another_tenant_hears_nothing_of_it(ada: Person, hotel: Tenant) -> None:
    restrict(ada.owner)
    with within(hotel.pk):
        assert queries.subjects_who_said() == set()
        assert queries.denied_to(ada.owner) == frozenset()


def test_a_keyring_that_forgot_is_told_again_by_the_job(ada: Person, office: Tenant) -> None:
    """As after it was restored from yesterday's backup."""
    restrict(ada.owner)
    keyring().restrict(office.pk, ada.owner, [], actor="system")
    assert not opened(ada.owner, Purpose.SHOW).restricted
    tell_keyring_all()
    assert opened(ada.owner, Purpose.SHOW).restricted
