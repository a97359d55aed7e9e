"""What may be done, composed from consents, objections and restrictions."""

from itertools import product

import pytest

from sotto.personal_data.vocabulary import Purpose
from sotto.trust.consents.rules import (
    Consentable,
    Said,
    Wording,
    denied,
    has_consent,
    is_asked,
)

pytestmark = pytest.mark.rules

BOOK = Purpose.PHONE_BOOK
WORDINGS = tuple(Wording(one, {"en": "May we?"}, {"en": "Then …"}) for one in (1, 2))
ASKED = Consentable(BOOK, WORDINGS)
CHANGED = Consentable(BOOK, WORDINGS, valid_from=2)


def test_silence_is_no_consent_and_denies_nothing_to_the_keyring() -> None:
    assert not has_consent(ASKED, [])
    assert is_asked(ASKED, [])
    assert denied([], [], is_restricted=False) == frozenset()


def test_a_no_is_an_answer_and_is_denied() -> None:
    said = [Said(BOOK, is_yes=False, version=1)]
    assert not has_consent(ASKED, said)
    assert not is_asked(ASKED, said)
    assert denied(said, [], is_restricted=False) == {BOOK}


def test_a_yes_to_older_words_counts_until_they_are_void() -> None:
    said = [Said(BOOK, is_yes=True, version=1)]
    assert has_consent(ASKED, said)
    assert not has_consent(CHANGED, said)
    assert is_asked(CHANGED, said)


def test_a_no_is_not_asked_again_when_the_words_change() -> None:
    assert not is_asked(CHANGED, [Said(BOOK, is_yes=False, version=1)])


def test_a_consent_to_one_purpose_is_none_to_another() -> None:
    assert not has_consent(ASKED, [Said(Purpose.PHONE_BOOK_EMAIL, is_yes=True, version=2)])


def test_a_restriction_leaves_storage_claims_and_the_person_s_rights() -> None:
    everything = denied([], [], is_restricted=True)
    left = set(Purpose) - everything
    assert {Purpose.ACCESS, Purpose.CLAIMS, Purpose.ERASE, Purpose.RETAIN} <= left
    assert {Purpose.SHOW, Purpose.OPERATE, BOOK} <= everything


def test_a_person_may_agree_that_its_telephone_goes_on_working() -> None:
    agreed = denied([], [], is_restricted=True, keeps_service=True)
    assert agreed == denied([], [], is_restricted=True) - {Purpose.OPERATE}


@pytest.mark.parametrize("is_yes", [True, False])
@pytest.mark.parametrize("is_restricted", [True, False])
def test_saying_more_never_allows_more(*, is_yes: bool, is_restricted: bool) -> None:
    said = [Said(BOOK, is_yes, 1)]
    before = denied(said, [], is_restricted=is_restricted)
    assert before <= denied(said, [Purpose.SHOW], is_restricted=is_restricted)
    assert before <= denied(said, [], is_restricted=True)


def test_no_combination_denies_what_the_person_itself_is_owed() -> None:
    for is_yes, is_restricted, objected in product((True, False), (True, False), ([], [BOOK])):
        all_of_it = denied([Said(BOOK, is_yes, 1)], objected, is_restricted=is_restricted)
        assert Purpose.ACCESS not in all_of_it
        assert Purpose.ERASE not in all_of_it
