"""What is asked of the media relay: the same answers from the fake and from the engine."""

import contextlib
from dataclasses import replace
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotto.engines import EngineUnavailable
from sotto.engines.rtpengine import bencode, health
from sotto.engines.rtpengine.client import MediaRelay, RtpengineClient
from sotto.engines.rtpengine.config import ConfigRefused
from sotto.engines.rtpengine.fake import FakeRtpengine
from tests.contracts.edge_system import EdgeSystem, free_port
from tests.contracts.sip_phone import description

pytestmark = pytest.mark.contract


@pytest.fixture(params=["fake", "real"])
def relay(request: pytest.FixtureRequest) -> MediaRelay:
    if request.param == "fake":
        return FakeRtpengine()
    edge: EdgeSystem = request.getfixturevalue("edge")
    return edge.relay


@pytest.fixture(params=["fake", "real"])
def away(request: pytest.FixtureRequest) -> MediaRelay:
    fake = FakeRtpengine()
    fake.is_away = True
    real = RtpengineClient(free_port(), timeout_seconds=0.1)
    chosen: dict[str, MediaRelay] = {"fake": fake, "real": real}
    return chosen[request.param]


def test_it_answers(relay: MediaRelay) -> None:
    relay.ping()
    assert health.is_healthy(relay)


def test_a_call_is_relayed_between_srtp_and_plain_until_it_is_deleted(relay: MediaRelay) -> None:
    call, before = uuid4().hex, relay.sessions()
    offered = relay.offer(call=call, from_tag="a", sdp=description(), transport="RTP/AVP")
    assert "RTP/AVP" in offered
    assert "m=audio 47000 " not in offered
    answered = relay.answer(
        call=call, from_tag="a", to_tag="b", sdp=description("RTP/AVP", crypto="")
    )
    assert "RTP/SAVP" in answered
    assert "a=crypto:" in answered
    assert relay.sessions() == before + 1
    traffic = relay.traffic(call=call)
    assert traffic is not None
    assert (traffic.packets, traffic.errors) == (0, 0)
    relay.delete(call=call)
    assert relay.traffic(call=call) is None
    assert relay.sessions() == before


def test_deleting_what_is_not_relayed_does_nothing(relay: MediaRelay) -> None:
    before = relay.sessions()
    relay.delete(call="unknown")
    assert relay.sessions() == before


def test_an_answer_without_offer_is_refused_without_repeating_it(relay: MediaRelay) -> None:
    with pytest.raises(EngineUnavailable, match=r"^rtpengine$"):
        relay.answer(call="unknown", from_tag="a", to_tag="b", sdp=description())


def test_what_is_no_description_is_refused_without_repeating_it(relay: MediaRelay) -> None:
    with pytest.raises(EngineUnavailable, match=r"^rtpengine$"):
        relay.offer(call=uuid4().hex, from_tag="a", sdp="secret", transport="RTP/AVP")


def test_an_engine_that_is_away_is_said_to_be(away: MediaRelay) -> None:
    assert not health.is_healthy(away)
    with pytest.raises(EngineUnavailable, match=r"^rtpengine$") as raised:
        away.sessions()
    assert raised.value.__suppress_context__ or raised.value.__context__ is None


def test_applying_the_same_configuration_changes_nothing(edge: EdgeSystem) -> None:
    assert edge.rtpengine.apply() is False


def test_ports_that_cannot_be_are_refused(edge: EdgeSystem) -> None:
    with pytest.raises(ConfigRefused):
        replace(edge.rtpengine, first_port=30000, last_port=20000).apply()
    assert edge.rtpengine.apply() is False


_VALUES = st.recursive(
    st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=10,
)


@given(_VALUES)
def test_what_is_encoded_is_decoded(value: object) -> None:
    assert bencode.decode(bencode.encode(value)) == value


@given(st.binary(max_size=100))
def test_noise_is_malformed_or_a_value_and_nothing_else(noise: bytes) -> None:
    with contextlib.suppress(bencode.Malformed):
        bencode.encode(bencode.decode(noise))
