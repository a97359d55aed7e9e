"""Messages, session descriptions and tones of the probe."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotto.engines.rtp import g711
from sotto.engines.sip_probe import sdp, tone
from sotto.engines.sip_probe.message import (
    Malformed,
    Message,
    address_of,
    answer_to,
    parameter,
    split_routes,
)

pytestmark = pytest.mark.rules

INVITE = (
    b"INVITE sip:2002@example.org SIP/2.0\r\n"
    b"v: SIP/2.0/TLS 192.0.2.1:5061;branch=z9hG4bKabc;rport\r\n"
    b'From: "Ada; the first" <sip:2001@example.org>;tag=one\r\n'
    b"To: <sip:2002@example.org>\r\n"
    b"i: 17@example.org\r\n"
    b"CSeq: 1 INVITE\r\n"
    b"Subject: two\r\n lines"
)


def test_a_message_is_read_with_compact_names_and_folded_lines() -> None:
    message = Message.parse_head(INVITE)
    assert (message.method, message.status, message.branch) == ("INVITE", 0, "z9hG4bKabc")
    assert message["call-id"] == "17@example.org"
    assert message["Subject"] == "two lines"


def test_a_message_survives_being_written_and_read() -> None:
    message = Message.parse_head(INVITE)
    again = Message.parse_head(bytes(message).partition(b"\r\n\r\n")[0])
    assert again.headers[:-1] == message.headers
    assert again["Content-Length"] == "0"


def test_an_answer_keeps_what_the_dialog_needs_and_tags_the_called_side() -> None:
    answer = answer_to(Message.parse_head(INVITE), 180, "Ringing", to_tag="two")
    assert (answer.status, answer.method, answer.branch) == (180, "INVITE", "z9hG4bKabc")
    assert parameter(answer["To"], "tag") == "two"
    assert parameter(answer["From"], "tag") == "one"
    assert address_of(answer["From"]) == "sip:2001@example.org"


@pytest.mark.parametrize("head", [b"GET / HTTP/1.1", b"INVITE sip:x SIP/2.0\r\nno colon"])
def test_what_is_no_sip_message_is_refused(head: bytes) -> None:
    with pytest.raises(Malformed):
        Message.parse_head(head)


def test_routes_are_one_each_even_when_they_share_a_header() -> None:
    routes = split_routes(["<sip:a;lr>,<sip:b;lr>", "<sip:c;lr>"])
    assert routes == ["<sip:a;lr>", "<sip:b;lr>", "<sip:c;lr>"]


def test_a_description_says_what_was_meant() -> None:
    key = sdp.new_key()
    text = sdp.describe("192.0.2.1", 4000, codecs=(g711.PCMA,), key=key, event_type=96)
    assert sdp.understand(text) == sdp.Description("192.0.2.1", 4000, (8, 96), 96, key)


def test_the_tag_of_the_key_that_was_chosen_is_kept() -> None:
    key = sdp.new_key()
    text = sdp.describe("192.0.2.1", 4000, codecs=(0,), key=key, event_type=96, tag=7)
    other = f"a=crypto:1 AEAD_AES_128_GCM inline:{'A' * 40}\r\na=crypto:7"
    understood = sdp.understand(text.replace("a=crypto:7", other))
    assert (understood.tag, understood.key) == (7, key)


def test_a_protected_stream_without_a_known_suite_is_not_acceptable() -> None:
    text = sdp.describe("192.0.2.1", 4000, codecs=(0,), key=sdp.new_key(), event_type=96)
    with pytest.raises(sdp.NotAcceptable):
        sdp.understand(text.replace(sdp.SUITE, "F8_128_HMAC_SHA1_80"))


def test_a_codec_that_nobody_speaks_is_not_acceptable() -> None:
    text = sdp.describe("192.0.2.1", 4000, codecs=(99,), key=None, event_type=96)
    with pytest.raises(sdp.NotAcceptable):
        _ = sdp.understand(text).codec


@given(st.integers(min_value=300, max_value=3000).map(lambda n: n - n % 10))
def test_a_tone_is_heard_as_itself_and_as_no_other(hertz: int) -> None:
    linear = g711.decode(tone.tone(hertz))
    assert tone.heard_ms(linear, hertz) == 1000
    assert tone.heard_ms(linear, hertz + 100) == 0


def test_silence_and_noise_are_no_tone() -> None:
    noise = struct.pack("<8000h", *((n * n * 7919) % 20000 - 10000 for n in range(8000)))
    assert tone.heard_ms(noise, 700) == 0
    assert tone.heard_ms(bytes(16000), 700) == 0
