"""One number, however it is written; and nothing that is none."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotto.lib.phone_number import (
    NumberRefused,
    PhoneNumber,
    canonical,
    is_withheld,
    lacks_a_code,
)

pytestmark = pytest.mark.rules

BERLIN = [
    "+49 30 123456",
    "+4930123456",
    "+49 (0)30 123456",
    "0049 30 123456",
    "004930123456",
    "030 123456",
    "030/12 34-56",
    "(030) 123456",
    "030\u00a012\u201134\u201156",
    "030.12.34.56",
    "4930123456",
    "tel:+49-30-123456",
    "tel:+49-30-123456;phone-context=example.org",
    "sip:+4930123456@gateway.example.net",
    "<sips:+49-30-123456@10.0.0.1:5061;transport=tls>",
    "sip:030123456@gateway.example.net;user=phone",
]


@pytest.mark.parametrize("written", BERLIN)
def test_one_number_has_one_key_in_every_notation(written: str) -> None:
    assert canonical(written, "DE") == "tel:+4930123456"


@pytest.mark.parametrize(
    ("written", "region", "e164"),
    [
        ("1 (212) 555-0123", "US", "+12125550123"),
        ("212 555 0123", "US", "+12125550123"),
        ("0049 30 123456", "US", "+4930123456"),
        ("06 1234567", "IT", "+39061234567"),
        ("01 23 45 67 89", "FR", "+33123456789"),
        ("912 345 678", "ES", "+34912345678"),
        ("044 668 18 00", "CH", "+41446681800"),
        ("020 7946 0018", "GB", "+442079460018"),
        ("030/123456-12", "DE", "+493012345612"),
    ],
)
def test_a_national_number_is_read_as_its_country_dials(
    written: str, region: str, e164: str
) -> None:
    assert PhoneNumber.parse(written, region) == PhoneNumber(e164)


@pytest.mark.parametrize(
    "written",
    ["030 123456 ext. 12", "030 123456 x12", "030 123456 Durchwahl 12", "tel:+49-30-123456;ext=12"],
)
def test_a_main_number_with_an_extension_is_another_than_the_main_number(written: str) -> None:
    assert canonical(written, "DE") == "tel:+4930123456;ext=12"


@pytest.mark.parametrize("written", ["2001", "20 01", "sip:2001", "tel:2001"])
def test_an_internal_number_is_its_digits(written: str) -> None:
    assert canonical(written, "DE") == "local:2001"
    with pytest.raises(NumberRefused):
        PhoneNumber.parse(written, "DE")


@pytest.mark.parametrize("digits", ["30123456", "123456", "110", "*97"])
def test_what_could_be_an_extension_is_no_outside_number(digits: str) -> None:
    assert canonical(digits, "DE") == f"local:{digits}"


@pytest.mark.parametrize(
    "written",
    [
        "ada@example.org",
        "Ada@Example.ORG",
        "mailto:ada@example.org",
        "sip:ada@example.org",
        "sip:ada@example.org:5061;transport=tls",
        "<sips:ada@example.org?subject=x>",
    ],
)
def test_an_address_has_one_key_in_every_spelling(written: str) -> None:
    assert canonical(written, "DE") == "address:ada@example.org"


@pytest.mark.parametrize(
    "hostile",
    [
        "",
        " ",
        "+",
        "+49",
        "+999 123456",
        "1" * 65,
        "9" * 100_000,
        "+49 30 \u0661\u0662\u0663\u0664\u0665\u0666",
        "\uff10\uff13\uff10123456",
        "030\n123456",
        "030\x00123456",
        "\u202e030123456",
        "030 123456; DROP TABLE",
        "(" * 60,
        "a@b@c",
        "sip:@example.org",
        "Ada Example",
        "1-800-FLOWERS",
    ],
)
def test_what_is_no_number_is_refused_without_repeating_it(hostile: str) -> None:
    with pytest.raises(NumberRefused, match="Expected a number like") as refusal:
        canonical(hostile, "DE")
    assert len(hostile.strip()) < 4 or hostile not in str(refusal.value)


@pytest.mark.parametrize(
    "presented",
    ["", "anonymous", "Anonymous", "sip:anonymous@anonymous.invalid", "<sip:restricted@x>"],
)
def test_who_withholds_is_known_as_nobody(presented: str) -> None:
    assert is_withheld(presented)
    assert not is_withheld("+4930123456")


def test_a_number_never_stands_in_a_traceback() -> None:
    assert "123456" not in repr(PhoneNumber.parse("030 123456", "DE"))


def understood(text: str, region: str) -> str:
    """Its key; `refused` where there is none."""
    try:
        return canonical(text, region)
    except NumberRefused:
        return "refused"


@given(st.text(max_size=80), st.sampled_from(["DE", "FR", "US", "IT", "XX", ""]))
def test_any_text_is_understood_or_refused(text: str, region: str) -> None:
    assert understood(text, region).startswith(("tel:+", "local:", "address:", "refused"))


@given(st.sampled_from(["DE", "FR", "AT", "CH", "IT", "ES", "NL", "GB", "US", "DK"]))
def test_every_format_that_a_country_prints_leads_to_the_same_key(region: str) -> None:
    number = phonenumbers.example_number(region)
    assert number is not None
    formats = phonenumbers.PhoneNumberFormat
    printed = [
        phonenumbers.format_number(number, form)
        for form in (formats.E164, formats.INTERNATIONAL, formats.NATIONAL, formats.RFC3966)
    ]
    assert len({canonical(one, region) for one in printed}) == 1


@pytest.mark.parametrize(
    ("written", "region"),
    [
        ("030 123456", ""),
        ("030/123456", "US"),
        ("123456", "DE"),
        ("12 34 56 78", "DE"),
        ("0", "DE"),
    ],
)
def test_a_number_without_the_codes_that_tell_whose_it_is(written: str, region: str) -> None:
    assert lacks_a_code(written, region)


@pytest.mark.parametrize("written", [*BERLIN, "2001", "*97", "12345", "Ada Example", "", "a@b.de"])
def test_whole_numbers_extensions_names_and_addresses_lack_none(written: str) -> None:
    assert not lacks_a_code(written, "DE")
