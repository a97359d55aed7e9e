"""Spoken prompts, made on this machine by espeak-ng: no recording from elsewhere, no licence."""

import io
import subprocess
import wave
from pathlib import Path

from . import g711

_WORDS_PER_MINUTE = 150
_AMPLITUDE = 120  # Of 200; louder clips in G.711.
_SECONDS = 30


class SpeechUnavailable(Exception):
    """espeak-ng is missing, or spoke nothing."""


def speak(text: str, *, voice: str) -> bytes:
    """`text` as mu-law at 8 kHz. voice: of espeak-ng, such as "en" or "de"."""
    command = ["espeak-ng", "--stdout", "-v", voice, "-s", str(_WORDS_PER_MINUTE)]
    try:
        done = subprocess.run(
            [*command, "-a", str(_AMPLITUDE), text],
            check=True,
            capture_output=True,
            timeout=_SECONDS,
        )
    except (OSError, subprocess.SubprocessError):
        raise SpeechUnavailable("espeak-ng is not installed, or failed") from None
    return g711.encode(_linear(done.stdout))


def tone(hertz: int, *, milliseconds: int) -> bytes:
    """A square-free beep: one period of a triangle, repeated; mu-law."""
    period = g711.RATE // hertz
    rise = [round(8000 * (4 * abs(n / period - 0.5) - 1)) for n in range(period)]
    samples = rise * (milliseconds * g711.RATE // 1000 // period)
    return g711.encode(b"".join(sample.to_bytes(2, "little", signed=True) for sample in samples))


def write_once(path: Path, audio: bytes) -> None:
    """All of the file or nothing: a crash leaves no half prompt behind."""
    part = path.with_suffix(".part")
    part.write_bytes(audio)
    part.chmod(0o644)
    part.replace(path)


def _linear(spoken: bytes) -> bytes:
    # espeak-ng does not know the length when it writes the header: read what there is.
    with wave.open(io.BytesIO(spoken)) as reader:
        rate, width, channels = reader.getframerate(), reader.getsampwidth(), reader.getnchannels()
        samples = reader.readframes(len(spoken))
    if not samples:
        raise SpeechUnavailable("espeak-ng spoke nothing")
    whole = len(samples) - len(samples) % (width * channels)
    mono = g711.mono_16_bit(samples[:whole], width=width, channels=channels)
    return g711.to_telephone_rate(mono, rate)
