"""Packets, digits and the order of a recording; hostile input included."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotto.engines.rtp import dtmf, g711, recording
from sotto.engines.rtp.packets import Packet, build, parse

pytestmark = pytest.mark.rules

VOICE = g711.encode(b"\x10\x20" * g711.FRAME)

packets = st.builds(
    Packet,
    marker=st.booleans(),
    payload_type=st.integers(0, 127),
    sequence=st.integers(0, 0xFFFF),
    timestamp=st.integers(0, 0xFFFFFFFF),
    source=st.integers(0, 0xFFFFFFFF),
    payload=st.binary(max_size=400),
)


def spoken(number: int, payload: bytes = VOICE) -> Packet:
    return Packet(False, 0, number & 0xFFFF, number * 160 & 0xFFFFFFFF, 7, payload)


def recorded(heard: list[tuple[int, Packet]]) -> bytes:
    recorder = recording.Recorder()
    for arrived_ms, packet in heard:
        recorder.add(arrived_ms, packet)
    return recorder.take(all_of_it=True)


@given(packets)
def test_what_is_built_is_parsed_again(packet: Packet) -> None:
    assert parse(build(packet)) == packet


@given(st.binary(max_size=300))
def test_no_datagram_raises(datagram: bytes) -> None:
    packet = parse(datagram)
    assert packet is None or len(packet.payload) <= len(datagram) - 12


@given(st.integers(0, 255), st.binary(max_size=80))
def test_options_that_announce_more_than_there_is_are_refused(first: int, rest: bytes) -> None:
    datagram = bytes([first]) + rest
    packet = parse(datagram)
    assert packet is None or datagram.find(packet.payload) >= 0


def test_csrc_extension_and_padding_are_left_out() -> None:
    header = b"\xb1\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x07"
    options = b"\0\0\0\1" + b"\xbe\xde\0\1" + b"ext!"
    packet = parse(header + options + b"voice" + b"\0\0\3")
    assert packet is not None
    assert packet.payload == b"voice"


def test_one_press_is_told_once() -> None:
    receiver = dtmf.DigitReceiver()
    begins, ends = dtmf.press("5", end=False), dtmf.press("5")
    told = [receiver.receive(800, payload) for payload in (begins, begins, ends, ends, ends)]
    assert told == ["5", None, None, None, None]


def test_the_same_key_twice_is_two_presses_even_if_the_first_comes_late_again() -> None:
    receiver = dtmf.DigitReceiver()
    told = [receiver.receive(when, dtmf.press("5")) for when in (800, 2400, 800)]
    assert told == ["5", "5", None]


@given(st.integers(0, 0xFFFFFFFF), st.binary(max_size=8))
def test_an_event_is_a_key_or_nothing(timestamp: int, payload: bytes) -> None:
    key = dtmf.DigitReceiver().receive(timestamp, payload)
    assert key is None or key in dtmf.KEYS


def test_voice_is_stored_nearly_without_overhead() -> None:
    stored = recorded([(n * 20, spoken(n)) for n in range(500)])
    assert len(stored) < 500 * 160 * 1.01


def test_packets_in_disorder_are_read_in_order() -> None:
    frames = [g711.encode(bytes([n, n]) * g711.FRAME) for n in range(20)]
    straight = [(n * 20, spoken(n, frame)) for n, frame in enumerate(frames)]
    mixed = [straight[0], *reversed(straight[1:])]
    assert recording.linear([recorded(mixed)]) == recording.linear([recorded(straight)])


def test_lost_packets_become_silence_of_the_same_length() -> None:
    kept = [(n * 20, spoken(n)) for n in range(50) if n not in {20, 21, 22}]
    linear = recording.linear([recorded(kept)])
    gap = linear[20 * 320 : 23 * 320]
    assert len(linear) == 50 * 320
    assert gap == bytes(len(gap))


def test_timestamps_wrap() -> None:
    first = 0xFFFFFFFF - 160 * 3
    heard = [
        (n * 20, Packet(False, 0, n, (first + 160 * n) & 0xFFFFFFFF, 7, VOICE)) for n in range(10)
    ]
    assert len(recording.linear([recorded(heard)])) == 10 * 320


@given(st.lists(st.tuples(st.integers(0, 9000), packets), max_size=30))
def test_a_liar_cannot_make_a_recording_longer_than_it_took(
    heard: list[tuple[int, Packet]],
) -> None:
    heard = sorted(heard, key=lambda each: each[0])
    linear = recording.linear([recorded(heard)])
    last = heard[-1][0] if heard else 0
    assert len(linear) <= (last * 8 + 16000 + 30 * 400) * 2


@given(st.integers(0, 3000))
def test_a_recording_cut_off_by_a_crash_is_readable_up_to_there(cut: int) -> None:
    stored = recorded([(n * 20, spoken(n * 3)) for n in range(20)])
    linear = recording.linear([stored[:cut]])
    assert recording.linear([stored]).startswith(linear)


@pytest.mark.parametrize("rate", [8000, 16000, 22050, 44100, 48000])
def test_audio_of_any_rate_becomes_telephone_audio_of_the_same_length(rate: int) -> None:
    linear = b"\x00\x10" * rate
    assert len(g711.to_telephone_rate(linear, rate)) == pytest.approx(16000, abs=200)
