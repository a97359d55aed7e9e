"""The owner's own greeting."""

import io
import wave
from copy import copy

from django.db import transaction

from sotto.engines.rtp import g711
from sotto.features.voicemail.models import Mailbox
from sotto.features.voicemail.services.errors import GreetingNotAudio, NoRoomForAudio
from sotto.personal_data.envelope import EnvelopeDamaged
from sotto.personal_data.sealed_file import SpoolFull, StoredFile
from sotto.trust.audit.services import record

_RATES = (8000, 16000, 44100, 48000)
_WIDTHS = (1, 2, 3)  # Bytes.
_CHANNELS = (1, 2)
_SECONDS = range(1, 121)


@transaction.atomic
def set_greeting(mailbox: Mailbox, *, wav: bytes) -> None:
    """Sealed in place of the present one. Raises GreetingNotAudio, NoRoomForAudio."""
    audio = g711.encode(_telephone_audio(wav))
    former, name = StoredFile.of(copy(mailbox), "greeting"), mailbox.greeting
    try:
        writer = StoredFile.of(mailbox, "greeting").create()
        writer.write(audio)
        writer.finish()
    except SpoolFull:
        mailbox.greeting = name
        raise NoRoomForAudio(mailbox.pk) from None
    mailbox.save(update_fields=["greeting"])
    record("voicemail:greeting:set", object_id=mailbox.pk, subject=mailbox.owner)
    transaction.on_commit(former.delete)


@transaction.atomic
def remove_greeting(mailbox: Mailbox) -> None:
    """Back to the standard greeting."""
    StoredFile.of(mailbox, "greeting").delete()
    mailbox.greeting = None
    mailbox.save(update_fields=["greeting"])
    record("voicemail:greeting:removed", object_id=mailbox.pk, subject=mailbox.owner)


def greeting_of(mailbox: Mailbox) -> bytes | None:
    """Mu-law at 8 kHz; None for the standard greeting."""
    try:
        reader = StoredFile.of(mailbox, "greeting").open_()
        return None if reader is None else reader.read()
    except EnvelopeDamaged:
        return None


def _telephone_audio(wav: bytes) -> bytes:
    """Linear, 8 kHz, mono. Raises GreetingNotAudio."""
    try:
        with wave.open(io.BytesIO(wav)) as reader:
            rate, width, channels = (
                reader.getframerate(),
                reader.getsampwidth(),
                reader.getnchannels(),
            )
            seconds = reader.getnframes() // max(rate, 1)
            if not _is_understood(rate, width, channels) or seconds not in _SECONDS:
                raise GreetingNotAudio
            samples = reader.readframes(reader.getnframes())
    except (wave.Error, EOFError):
        raise GreetingNotAudio from None
    whole = samples[: len(samples) - len(samples) % (width * channels)]
    mono = g711.mono_16_bit(whole, width=width, channels=channels)
    return g711.to_telephone_rate(mono, rate)


def _is_understood(rate: int, width: int, channels: int) -> bool:
    return rate in _RATES and width in _WIDTHS and channels in _CHANNELS
