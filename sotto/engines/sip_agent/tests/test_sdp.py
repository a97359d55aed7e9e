"""Offers as phones and rtpengine make them, and as nobody should."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotto.engines.sip_agent.sdp import NotAcceptable, answer, parse_offer

pytestmark = pytest.mark.rules

OFFER = """v=0
o=- 1 1 IN IP4 127.0.0.1
s=-
c=IN IP4 127.0.0.1
t=0 0
m=audio 30000 RTP/AVP 9 8 0 96
a=rtpmap:9 G722/8000
a=rtpmap:8 PCMA/8000
a=rtpmap:96 telephone-event/8000
a=sendrecv
"""


def test_the_first_codec_that_we_share_is_chosen_and_events_keep_their_number() -> None:
    offer = parse_offer(OFFER)
    assert (offer.address, offer.port) == ("127.0.0.1", 30000)
    assert (offer.payload_type, offer.event_type) == (8, 96)
    assert "RTP/AVP 8 96\r\n" in answer(offer, address="127.0.0.1", port=40000, version=1)


def test_an_offer_of_no_codec_that_we_share_is_not_acceptable() -> None:
    with pytest.raises(NotAcceptable):
        parse_offer(OFFER.replace("9 8 0 96", "9 96"))


@pytest.mark.parametrize("protocol", ["RTP/SAVP", "UDP/TLS/RTP/SAVPF"])
def test_encrypted_media_is_rtpengines_work_not_ours(protocol: str) -> None:
    with pytest.raises(NotAcceptable):
        parse_offer(OFFER.replace("RTP/AVP", protocol))


def test_a_payload_number_that_is_used_for_something_else_is_not_g711() -> None:
    with pytest.raises(NotAcceptable):
        parse_offer(OFFER.replace("9 8 0 96", "8").replace("PCMA/8000", "OPUS/48000"))


@pytest.mark.parametrize(
    ("line", "listens", "mirrored"),
    [
        ("a=sendrecv", True, "a=sendrecv"),
        ("a=sendonly", False, "a=recvonly"),
        ("a=inactive", False, "a=inactive"),
        ("a=recvonly", True, "a=sendonly"),
    ],
)
def test_hold_is_answered_in_kind(line: str, mirrored: str, *, listens: bool) -> None:
    offer = parse_offer(OFFER.replace("a=sendrecv", line))
    assert offer.listens is listens
    assert mirrored in answer(offer, address="127.0.0.1", port=40000, version=2)


def test_an_offer_does_not_print_its_address() -> None:
    assert "127.0.0.1" not in repr(parse_offer(OFFER))


@given(st.text(max_size=300))
def test_no_text_raises_anything_else(text: str) -> None:
    for offered in (text, OFFER + text, OFFER.replace("30000", text)):
        try:
            parse_offer(offered)
        except NotAcceptable:
            continue
