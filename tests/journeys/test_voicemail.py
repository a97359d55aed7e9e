"""A message is left, sealed, announced by the lamp, heard by telephone and command line."""

import wave
from pathlib import Path

import pytest

from sotto.engines.rtp import g711
from sotto.engines.sip_probe import tone
from tests.journeys.phones.baresip import Baresip
from tests.journeys.phones.linphone import Linphone
from tests.journeys.phones.probe import Probe
from tests.journeys.phones.telephone import Telephone, until
from tests.journeys.system import CommandFailed, House, System

pytestmark = pytest.mark.journey

MAILBOX = "*97"
BEEP = 1000  # Hertz.
NO_ANSWER_S = 20
ENOUGH_MS = 2000


def leave_a_message(house: House, caller: Telephone, owner: Telephone) -> str:
    """The caller's own tone is the message. Its id."""
    before = {message["id"] for message in house.messages_of(owner)}
    assert caller.is_connected()
    assert caller.hears_somebody_speak()
    caller.presses("#")
    assert caller.hears(BEEP, at_least_ms=100)
    caller.goes_on_for(ENOUGH_MS)
    caller.hangs_up()
    return house.new_message(owner, before)


def test_a_message_is_announced_heard_by_telephone_and_then_the_lamp_goes_out(
    house: House,
) -> None:
    alice = house.person("Alice Adler", Linphone)
    bob = house.person("Bob Brandt", Baresip)
    alice.calls(bob)
    bob.rejects()
    leave_a_message(house, alice, bob)
    assert bob.lamp_is_lit()
    bob.dials(MAILBOX)
    assert bob.is_connected()
    assert bob.hears_somebody_speak()
    bob.presses(f"{bob.pin}#")
    assert bob.hears(alice)
    bob.presses("2")
    assert bob.is_idle()  # "There are no more messages. Goodbye."
    assert bob.lamp_is_dark()


def test_a_telephone_that_nobody_answers_leads_to_voice_mail(house: House) -> None:
    alice = house.person("Alice Adler", Probe)
    bob = house.person("Bob Brandt", Linphone)
    alice.calls(bob)
    assert bob.is_rung()
    assert leave_a_message(house, alice, bob)


def test_a_telephone_that_is_switched_off_leads_to_voice_mail(house: House) -> None:
    alice = house.person("Alice Adler", Baresip)
    bob = house.person("Bob Brandt", Probe)
    bob.stays_unregistered()
    alice.calls(bob)
    assert leave_a_message(house, alice, bob)


def test_the_command_line_writes_a_message_to_a_file(house: House, tmp_path: Path) -> None:
    alice, bob, message = _message_of_a_known_sound(house)
    file = tmp_path / "message.wav"
    house.system.command("voicemail", "play", message, "--to", str(file))
    with wave.open(str(file)) as reader:
        linear = reader.readframes(reader.getnframes())
        assert reader.getframerate() == g711.RATE
    assert tone.heard_ms(linear, alice.hertz) >= ENOUGH_MS - 500
    assert house.messages_of(bob)[0]["heard"]


def test_no_sound_of_a_message_lies_on_the_disk_in_the_clear(house: House, tmp_path: Path) -> None:
    alice, _bob, message = _message_of_a_known_sound(house)
    file = tmp_path / "message.wav"
    house.system.command("voicemail", "play", message, "--to", str(file))
    law = tone.tone(alice.hertz)[: g711.FRAME]
    linear = g711.decode(law)
    assert linear in file.read_bytes()  # The sound is what we search for.
    for marker in (law, linear, g711.encode(linear, g711.PCMA)):
        assert house.system.files_that_hold(marker) == []


def test_a_wrong_pin_opens_nothing(house: House) -> None:
    alice, bob, _message = _message_of_a_known_sound(house)
    bob.dials(MAILBOX)
    assert bob.is_connected()
    for _ in range(3):
        bob.forgets()
        assert bob.hears_somebody_speak()
        bob.presses("000111#")
    assert bob.is_idle()
    assert not tone.heard_ms(bob.heard(), alice.hertz)
    assert not house.messages_of(bob)[0]["heard"]


def test_a_greeting_of_ones_own_is_heard(house: House, tmp_path: Path) -> None:
    alice = house.person("Alice Adler", Probe)
    bob = house.person("Bob Brandt", Probe)
    greeting = tmp_path / "greeting.wav"
    greeting.write_bytes(g711.wav(g711.decode(tone.tone(1850)) * 2))
    house.system.command("voicemail", "greeting", bob.extension, str(greeting))
    bob.stays_unregistered()
    alice.calls(bob)
    assert alice.is_connected()
    assert alice.hears(1850)
    alice.hangs_up()


def test_a_greeting_that_is_no_audio_is_refused_with_a_sentence(
    house: House, system: System, tmp_path: Path
) -> None:
    bob = system.add_person("Bob Brandt")
    letter = tmp_path / "letter.wav"
    letter.write_text("Dear Bob, this is no sound.")
    with pytest.raises(CommandFailed) as refused:
        system.command("voicemail", "greeting", bob.extension, str(letter))
    assert refused.value.code == 1
    assert "WAV" in refused.value.said


def _message_of_a_known_sound(house: House) -> tuple[Probe, Probe, str]:
    """Left by our own telephone, whose samples are known to the bit."""
    alice = house.person("Alice Adler", Probe)
    bob = house.person("Bob Brandt", Probe)
    alice.calls(bob)
    bob.rejects()
    message = leave_a_message(house, alice, bob)
    assert until(lambda: bool(house.messages_of(bob)))
    return alice, bob, message
