"""The keyring's policy and the vocabulary know the same purposes: neither may import the other."""

import pytest

from sotto.keyring.limits import SHOW
from sotto.keyring.policy import CLAIMS, PURPOSES, REQUESTS
from sotto.keyring.protocol import Request
from sotto.personal_data.vocabulary import Purpose

pytestmark = pytest.mark.guard


def test_the_policy_knows_every_purpose_and_no_other() -> None:
    assert {*PURPOSES, CLAIMS} == {str(purpose) for purpose in Purpose}


def test_the_words_that_the_keyring_treats_apart_are_those_of_the_vocabulary() -> None:
    assert {CLAIMS, SHOW} == {str(Purpose.CLAIMS), str(Purpose.SHOW)}


def test_the_policy_rules_on_every_request() -> None:
    [union, *_] = Request.__args__
    assert {one.model_fields["do"].default for one in union.__args__} == set(REQUESTS)
