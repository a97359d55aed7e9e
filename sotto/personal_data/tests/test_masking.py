"""How much of others is shown, and what each country's profile says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotto.personal_data.countries import PROFILES, STRICT, is_country, profile
from sotto.personal_data.masking import WITHHELD, mask, mask_number
from sotto.personal_data.vocabulary import RETENTIONS

pytestmark = pytest.mark.rules


@pytest.mark.parametrize(
    ("country", "value", "shown"),
    [
        ("DE", "+493012345678", "+493012345xxx"),
        ("FR", "+33123456789", "+3312345xxxx"),
        ("FR", "2001", "xxxx"),
        ("DE", "2001", "2xxx"),
        ("DE", "42", "xx"),
        ("DE", "Bob Example", WITHHELD),
        ("DE", "", None),
        ("DE", None, None),
        ("", "+493012345678", "+49301234xxxx"),
        ("ZZ", "+493012345678", "+49301234xxxx"),
        ("uk", "+441234567890", "+44123456xxxx"),
    ],
)
def test_what_is_about_others_is_masked_as_in_the_country(
    country: str, value: object, shown: object
) -> None:
    assert mask(value, profile(country)) == shown


@given(st.from_regex(r"\A\+?[0-9]{1,15}\Z"), st.sampled_from(sorted(PROFILES)))
def test_a_masked_number_is_as_long_and_masking_it_again_changes_nothing(
    number: str, country: str
) -> None:
    once = mask_number(number, profile(country))
    assert len(once) == len(number)
    assert mask_number(once, profile(country)) == once
    assert number[-1] != once[-1]


@pytest.mark.parametrize("code", ["DE", "FR", "AT", "CH", "IT", "ES", "NL", "UK"])
def test_the_countries_that_were_asked_for_have_a_profile(code: str) -> None:
    found = profile(code)
    assert found.code
    assert found.authority
    assert {found.notice("recording", "xx"), found.notice("voicemail", "xx")}


@pytest.mark.parametrize(
    "found", [STRICT, *PROFILES.values()], ids=lambda one: one.code or "strict"
)
def test_every_limit_leaves_a_choice_and_says_where_it_comes_from(found: object) -> None:
    profiles = [STRICT, *PROFILES.values()]
    limits = [limit for one in profiles if one is found for limit in one.limits.values()]
    assert limits
    assert all(one.least <= one.usual <= one.most for one in limits)
    assert all(str(one.because) for one in limits)


def test_a_citation_says_where_it_was_read_or_counts_as_unconfirmed() -> None:
    assert all(profile("IT").citations().values())
    assert "" in profile("FR").citations().values()
    assert profile("CH").citations() == {}


def test_every_monthly_class_has_a_limit_of_its_own() -> None:
    monthly = {one.name for one in RETENTIONS.values() if one.monthly}
    assert all(monthly <= set(one.limits) for one in [STRICT, *PROFILES.values()])


def test_recordings_are_kept_for_half_a_year_at_most() -> None:
    assert all(one.limit("recording").most.days <= 184 for one in [STRICT, *PROFILES.values()])


@pytest.mark.parametrize(
    ("code", "good"), [("DE", True), ("zz", True), ("D", False), ("D1", False)]
)
def test_a_country_is_two_letters(code: str, good: bool) -> None:  # noqa: FBT001
    assert is_country(code) == good
