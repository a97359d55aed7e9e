"""Tones as G.711, and which tone is heard (by Goertzel's algorithm)."""

import math
from struct import unpack

from sotto.engines.rtp import g711

WINDOW_MS = 100
_WINDOW = g711.RATE * WINDOW_MS // 1000
_LOUDNESS = 8000  # Of 32767.
_AUDIBLE = 200.0  # Root mean square below which a window is silence.
_SHARE = 0.8  # Of a window's power that the tone must make up.


def tone(hertz: int, *, payload_type: int = g711.PCMU) -> bytes:
    """One second, which repeats without a click for whole hertz."""
    step = 2 * math.pi * hertz / g711.RATE
    samples = (round(_LOUDNESS * math.sin(step * n)) for n in range(g711.RATE))
    linear = b"".join(sample.to_bytes(2, "little", signed=True) for sample in samples)
    return g711.encode(linear, payload_type)


def heard_ms(linear: bytes, hertz: int) -> int:
    """For how long the tone is by far the loudest thing. linear: 16 bit, 8 kHz."""
    samples = unpack(f"<{len(linear) // 2}h", linear[: len(linear) // 2 * 2])
    windows = range(0, len(samples) - _WINDOW + 1, _WINDOW)
    return WINDOW_MS * sum(
        share_of(samples[start : start + _WINDOW], hertz) >= _SHARE for start in windows
    )


def share_of(samples: tuple[int, ...], hertz: int) -> float:
    """Which part of the power lies at `hertz`: 0 for silence, 1 for the pure tone."""
    power = sum(sample * sample for sample in samples)
    if power < _AUDIBLE**2 * len(samples):
        return 0.0
    turn = 2 * math.cos(2 * math.pi * hertz / g711.RATE)
    last, before = 0.0, 0.0
    for sample in samples:
        last, before = sample + turn * last - before, last
    at_tone = last * last + before * before - turn * last * before
    return 2 * at_tone / (power * len(samples))
