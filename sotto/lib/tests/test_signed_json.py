"""One byte that differs, anywhere, and the file is not genuine any more."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sotto.lib import signed_json
from sotto.lib.signed_json import NotGenuine

pytestmark = pytest.mark.rules

FORM, OTHER = "a test 1", "a test 2"
BODY = {"said": "Grüße\u2028", "count": 7, "of": [1.5, None, True], "in": {"a": "b"}}
SIGNER = Ed25519PrivateKey.generate()
PUBLIC = SIGNER.public_key().public_bytes_raw()


def made(form: str = FORM) -> bytes:
    text = signed_json.sign(BODY, form=form, public=PUBLIC, signer=SIGNER.sign)
    return text.encode()


def opened(raw: bytes) -> object:
    return signed_json.open_(raw, form=FORM, name="test", key=PUBLIC)


def test_what_was_signed_opens_as_it_was() -> None:
    assert opened(made()) == BODY


def test_every_bit_of_every_byte_counts() -> None:
    raw = made()
    for place in range(len(raw)):
        for bit in range(8):
            altered = raw[:place] + bytes([raw[place] ^ 1 << bit]) + raw[place + 1 :]
            with pytest.raises(NotGenuine):
                opened(altered)


def test_each_byte_that_is_left_out_or_doubled_counts() -> None:
    raw = made()
    for place in range(len(raw)):
        for altered in (raw[:place] + raw[place + 1 :], raw[: place + 1] + raw[place:]):
            with pytest.raises(NotGenuine):
                opened(altered)


def test_a_signature_is_worth_nothing_under_another_format() -> None:
    with pytest.raises(NotGenuine, match="no test"):
        opened(made(OTHER))
    with pytest.raises(NotGenuine, match="signature"):
        opened(made(OTHER).replace(OTHER.encode(), FORM.encode()))


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"null", b"[]", b'"a"', b"{}\n", b"\xff", b"[" * 100_000, b"1e999999\n"]
)
def test_what_is_no_such_file_is_refused_and_nothing_breaks(raw: bytes) -> None:
    with pytest.raises(NotGenuine):
        opened(raw)
    assert signed_json.form_of(raw) == ""
