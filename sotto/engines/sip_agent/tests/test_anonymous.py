import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotto.engines.sip_agent.anonymous import Anonymous

pytestmark = pytest.mark.rules

KEPT = (
    "c=IN IP4 192.0.2.7\r\n"
    "b=AS:64\r\n"
    "m=audio 47000 RTP/SAVP 0 8 101\r\n"
    "a=rtpmap:101 telephone-event/8000\r\n"
    "a=fmtp:101 0-15\r\n"
    "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHA=|2^20|1:4\r\n"
    "a=sendonly\r\n"
)
TELLING = (
    "o=ada 1 1 IN IP4 192.0.2.7\r\ns=ada\r\ni=ada\r\nu=http://ada.example\r\n"
    "e=ada@example.org\r\np=+49 30 ada\r\nt=3 ada\r\n"
    "a=tool:ada\r\na=cname:ada\r\na=ssrc:1 cname:ada\r\na=candidate:1 1 UDP 1 ada 9 typ host\r\n"
    "z=ada\r\nk=clear:ada\r\na=ADA\r\nada\r\n"
)


def test_media_stay_and_words_about_the_sender_go() -> None:
    media = Anonymous()
    first, second = media.describe(TELLING + KEPT), media.describe(KEPT + TELLING)
    assert "ada" not in (first + second).lower()
    assert [line for line in KEPT.splitlines() if line not in first] == []
    assert first.splitlines()[0] == "v=0"
    assert first.splitlines()[3:6] == ["c=IN IP4 192.0.2.7", "b=AS:64", "t=0 0"]


def test_the_session_keeps_its_number_and_the_version_counts() -> None:
    media = Anonymous()
    origins = [media.describe(KEPT).splitlines()[1].split() for _ in range(2)]
    assert origins[0][1] == origins[1][1]
    assert [origin[2] for origin in origins] == ["1", "2"]
    assert Anonymous().describe(KEPT).splitlines()[1].split()[1] != origins[0][1]


def test_an_address_beside_a_port_goes_and_the_port_stays() -> None:
    assert "a=rtcp:47001\r\n" in Anonymous().describe("a=rtcp:47001 IN IP4 192.0.2.7\r\n")


def test_a_stream_of_another_kind_is_declined_in_its_place() -> None:
    offer = "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n" + KEPT
    streams = [line for line in Anonymous().describe(offer).splitlines() if line[0] == "m"]
    assert streams[0].startswith("m=application 0 ")
    assert streams[1] == "m=audio 47000 RTP/SAVP 0 8 101"


@given(st.text(max_size=300))
def test_no_text_becomes_anything_but_a_description(text: str) -> None:
    described = Anonymous().describe(text)
    assert all(line[1:2] == "=" for line in described.splitlines())
