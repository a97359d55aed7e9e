"""Envelopes open where they belong, and nowhere else."""

from datetime import date
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from sotto.keyring.periods import Period
from sotto.personal_data.envelope import OVERHEAD_BYTES, EnvelopeDamaged, Place, open_, seal

pytestmark = pytest.mark.rules
KEY = AESGCM(bytes(range(32)))
HERE = Place(uuid4(), "directory.Person.about_owner", uuid4(), (uuid4(),))
NOVEMBER = Period.of(2, date(2026, 11, 22))
CONTENT = {"name": "Ada Example", "email": None}


def test_what_was_sealed_opens_in_its_place() -> None:
    assert open_(KEY, seal(KEY, CONTENT, HERE, NOVEMBER), HERE) == CONTENT


def test_an_envelope_costs_33_bytes() -> None:
    assert len(seal(KEY, {}, HERE, NOVEMBER)) == len("{}") + OVERHEAD_BYTES == 2 + 33


@pytest.mark.parametrize(
    "elsewhere",
    [
        HERE._replace(tenant=uuid4()),
        HERE._replace(field="directory.Person.about_other"),
        HERE._replace(row=uuid4()),
        HERE._replace(subjects=(uuid4(),)),
        HERE._replace(subjects=()),
        HERE._replace(subjects=(*HERE.subjects, uuid4())),
    ],
)
def test_an_envelope_pasted_elsewhere_does_not_open(elsewhere: Place) -> None:
    with pytest.raises(EnvelopeDamaged):
        open_(KEY, seal(KEY, CONTENT, HERE, NOVEMBER), elsewhere)


@given(place=st.integers(0, 60), flip=st.integers(1, 255))
def test_no_byte_can_be_changed_unseen(place: int, flip: int) -> None:
    sealed = bytearray(seal(KEY, CONTENT, HERE, NOVEMBER))
    sealed[place] ^= flip
    with pytest.raises(EnvelopeDamaged):
        open_(KEY, bytes(sealed), HERE)


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_without_another_error(raw: bytes) -> None:
    with pytest.raises(EnvelopeDamaged):
        open_(KEY, raw, HERE)


def test_two_envelopes_of_the_same_content_differ() -> None:
    assert seal(KEY, CONTENT, HERE, NOVEMBER) != seal(KEY, CONTENT, HERE, NOVEMBER)


def test_a_period_stands_in_three_bytes_and_comes_back() -> None:
    assert Period.from_bytes(NOVEMBER.to_bytes()) == NOVEMBER
    assert NOVEMBER.month == 26 * 12 + 11
