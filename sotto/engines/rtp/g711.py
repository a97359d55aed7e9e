"""G.711 and sample rates (ITU-T G.711; RFC 3551 payload types 0 and 8).

Linear audio is 16-bit signed PCM in the machine's byte order, mono.
"""

import io
import warnings
import wave

with warnings.catch_warnings():
    # Python 3.13 drops the module; `audioop-lts` brings it back under the same name.
    warnings.simplefilter("ignore", DeprecationWarning)
    import audioop

PCMU = 0
PCMA = 8
RATE = 8000
FRAME = 160  # Samples, and bytes of G.711, in 20 ms.
SILENCE = {PCMU: b"\xff" * FRAME, PCMA: b"\xd5" * FRAME}
WIDTH = 2


def encode(linear: bytes, payload_type: int = PCMU) -> bytes:
    if payload_type == PCMA:
        return audioop.lin2alaw(linear, WIDTH)
    return audioop.lin2ulaw(linear, WIDTH)


def decode(coded: bytes, payload_type: int = PCMU) -> bytes:
    if payload_type == PCMA:
        return audioop.alaw2lin(coded, WIDTH)
    return audioop.ulaw2lin(coded, WIDTH)


def mono_16_bit(samples: bytes, *, width: int, channels: int) -> bytes:
    """Linear mono from WAV samples of 1 to 4 bytes; an 8-bit WAV counts from 128 upwards."""
    if width == 1:
        samples = audioop.bias(samples, 1, -128)
    linear = audioop.lin2lin(samples, width, WIDTH)
    return audioop.tomono(linear, WIDTH, 0.5, 0.5) if channels == WIDTH else linear


def to_telephone_rate(linear: bytes, rate: int) -> bytes:
    """8 kHz from any rate, with what would fold back filtered out first.

    The filter averages neighbours again and again, which makes a binomial low-pass in C speed:
    at the edge of 4 kHz it takes away half, at 8 kHz nearly all.
    """
    for _ in range(round((rate / RATE) ** 2 / 2) if rate > RATE else 0):
        halved = audioop.mul(linear, WIDTH, 0.5)
        linear = audioop.add(halved[:-WIDTH], halved[WIDTH:], WIDTH)
    converted, _state = audioop.ratecv(linear, WIDTH, 1, rate, RATE, None)
    return converted


def wav(linear: bytes) -> bytes:
    """A WAV file in memory: 16 bit, 8 kHz, mono."""
    out = io.BytesIO()
    with wave.open(out, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(WIDTH)
        writer.setframerate(RATE)
        writer.writeframes(linear)
    return out.getvalue()
