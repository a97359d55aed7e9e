"""A PIN opens the mailbox on the telephone; a greeting of one's own is heard in it."""

import io
import wave
from collections.abc import Callable

import pytest

from sotto.features.voicemail import rules, services
from sotto.features.voicemail.models import Mailbox
from sotto.features.voicemail.rules import PinCheck
from sotto.features.voicemail.services import (
    GreetingNotAudio,
    NoRoomForAudio,
    PinRefused,
)

from .conftest import NOW, deeds

pytestmark = pytest.mark.room

PIN = "204060"


def wav(*, rate: int = 8000, width: int = 2, channels: int = 1, seconds: float = 2) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as writer:
        writer.setnchannels(channels)
        writer.setsampwidth(width)
        writer.setframerate(rate)
        writer.writeframes(b"\x21" * (int(rate * seconds) * width * channels))
    return out.getvalue()


def test_an_issued_pin_opens_the_mailbox_and_is_not_kept(mailbox: Mailbox) -> None:
    pin = services.issue_pin(mailbox)
    assert rules.is_acceptable_pin(pin)
    assert services.check_pin(mailbox, pin=pin, now=NOW) is PinCheck.RIGHT
    assert pin not in Mailbox.objects.get().pin_hash


def test_an_easy_pin_is_refused_and_the_old_one_stays(mailbox: Mailbox) -> None:
    services.set_pin(mailbox, pin=PIN)
    with pytest.raises(PinRefused):
        services.set_pin(mailbox, pin="123456")
    assert services.check_pin(mailbox, pin=PIN, now=NOW) is PinCheck.RIGHT


def test_wrong_pins_lock_the_mailbox_and_stand_in_the_trail(mailbox: Mailbox) -> None:
    services.set_pin(mailbox, pin=PIN)
    checks = [services.check_pin(mailbox, pin="1", now=NOW) for _ in range(15)]
    assert checks == [PinCheck.WRONG] * 14 + [PinCheck.LOCKED]
    assert services.check_pin(mailbox, pin=PIN, now=NOW) is PinCheck.LOCKED
    later = NOW + rules.LOCKED_FOR
    assert services.check_pin(mailbox, pin=PIN, now=later) is PinCheck.RIGHT
    assert deeds().count("voicemail:pin:checked") == 15
    assert "voicemail:mailbox:locked" in deeds()


@pytest.mark.parametrize(
    ("rate", "width", "channels"),
    [(8000, 1, 1), (8000, 2, 2), (16000, 2, 1), (44100, 2, 2), (48000, 3, 2)],
)
def test_a_greeting_of_any_usual_kind_is_taken(
    mailbox: Mailbox, rate: int, width: int, channels: int
) -> None:
    services.set_greeting(mailbox, wav=wav(rate=rate, width=width, channels=channels))
    greeting = services.greeting_of(mailbox)
    assert greeting is not None
    assert len(greeting) == pytest.approx(16000, abs=100)


@pytest.mark.parametrize(
    "wav_bytes",
    [
        b"",
        b"not audio at all",
        wav()[:40],
        wav(rate=11025),
        wav(width=4),
        wav(channels=6),
        wav(seconds=0.5),
        wav(seconds=121),
        b"RIFF" + b"\xff" * 60,
    ],
)
def test_what_is_no_greeting_is_refused_and_the_old_one_stays(
    mailbox: Mailbox, wav_bytes: bytes
) -> None:
    services.set_greeting(mailbox, wav=wav())
    before = services.greeting_of(mailbox)
    with pytest.raises(GreetingNotAudio):
        services.set_greeting(mailbox, wav=wav_bytes)
    assert services.greeting_of(Mailbox.objects.get()) == before


def test_a_full_disk_keeps_the_greeting_that_was(
    mailbox: Mailbox, disk_with_room_for: Callable[[int], None]
) -> None:
    services.set_greeting(mailbox, wav=wav())
    before = services.greeting_of(mailbox)
    disk_with_room_for(100)
    with pytest.raises(NoRoomForAudio):
        services.set_greeting(mailbox, wav=wav(seconds=5))
    assert services.greeting_of(mailbox) == before


def test_without_a_greeting_of_ones_own_the_standard_one_is_heard(mailbox: Mailbox) -> None:
    services.set_greeting(mailbox, wav=wav())
    services.remove_greeting(mailbox)
    assert services.greeting_of(mailbox) is None
