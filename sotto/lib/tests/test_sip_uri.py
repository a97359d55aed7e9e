import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotto.lib.sip_uri import SipUri, quoted_name, unquoted_name

pytestmark = pytest.mark.rules


def test_an_address_is_taken_apart_and_put_together_again() -> None:
    text = "sip:2001@sotto.internal:5061;transport=tls;lr"
    uri = SipUri.parse(f"<{text}>")
    assert (uri.user, uri.host, uri.port) == ("2001", "sotto.internal", 5061)
    assert uri.parameters == {"transport": "tls", "lr": ""}
    assert str(uri) == text


def test_an_address_without_user_is_one_of_a_server() -> None:
    assert SipUri.parse("sips:[2001:db8::1]") == SipUri(
        user="", host="[2001:db8::1]", scheme="sips"
    )


@pytest.mark.parametrize(
    "text", ["", "tel:1", "sip:", "sip:a@b c", "sip:a@b\r\nVia: x", "http://a"]
)
def test_what_is_no_sip_address_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(ValueError, match=r"^expected sip:user@host$"):
        SipUri.parse(text)


@given(st.text(max_size=200))
def test_no_name_breaks_out_of_its_quotes(name: str) -> None:
    quoted = quoted_name(name)
    assert quoted == "" or (quoted[0] == quoted[-1] == '"' and len(quoted) >= 3)
    assert not any(ord(letter) < 32 for letter in quoted)
    assert quoted_name(unquoted_name(quoted)) == quoted


def test_a_name_of_ten_thousand_letters_is_cut() -> None:
    assert quoted_name("a" * 10_000) == '"' + "a" * 64 + '"'
