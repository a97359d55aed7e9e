"""What every make of telephone can be told and asked.

A verb does something and returns when the telephone has taken it up. A question waits until the
answer is yes, at most PATIENCE, and then says no: nothing in a journey sleeps.
"""

import socket
import struct
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Self

from sotto.engines.rtp import g711
from sotto.engines.sip_probe import tone

PATIENCE = timedelta(seconds=15)
HEARD_ENOUGH_MS = 500
_LOOK_AGAIN_S = 0.1
_WAV_HEADER = 44


@dataclass(frozen=True)
class Line:
    """Where a telephone registers, and as whom."""

    port: int  # SIP over TLS, on 127.0.0.1.
    domain: str
    authority: Path  # The certificate to trust, PEM.
    username: str
    password: str = field(repr=False)
    extension: str = ""


class Telephone(ABC):
    """Use as a context manager: it is switched on inside, and gone afterwards."""

    make: str
    digest = "SHA-256"  # The best that this make can do.
    pin = ""  # Of its owner's mailbox.

    def __init__(self, line: Line, folder: Path, *, hertz: int) -> None:
        """folder: private to this telephone. hertz: the tone that it sends in calls."""
        self.line = line
        self.folder = folder
        self.hertz = hertz

    def __enter__(self) -> Self:
        self.switch_on()
        return self

    def __exit__(self, *_: object) -> None:
        self.switch_off()

    @property
    def extension(self) -> str:
        return self.line.extension

    @abstractmethod
    def switch_on(self) -> None: ...
    @abstractmethod
    def switch_off(self) -> None: ...

    @abstractmethod
    def is_registered(self) -> bool: ...
    @abstractmethod
    def is_refused_registration(self) -> bool: ...

    @abstractmethod
    def dials(self, number: str) -> None:
        """Place a call."""

    def calls(self, other: "Telephone") -> None:
        self.dials(other.extension)

    @abstractmethod
    def is_rung(self) -> bool:
        """A call comes in."""

    @abstractmethod
    def answers(self) -> None:
        """Take the call that rings; waits for it."""

    @abstractmethod
    def rejects(self) -> None:
        """486 Busy Here to the call that rings; waits for it."""

    @abstractmethod
    def is_connected(self) -> bool: ...
    @abstractmethod
    def is_idle(self) -> bool:
        """No call is left."""

    @abstractmethod
    def hangs_up(self) -> None: ...
    @abstractmethod
    def presses(self, keys: str) -> None:
        """DTMF in the call, RFC 4733."""

    @abstractmethod
    def refusal(self) -> int:
        """SIP status with which the last call that we placed was refused; waits for it."""

    @abstractmethod
    def heard(self) -> bytes:
        """What came in during the current or last call: linear, 16 bit, 8 kHz, mono."""

    def hears(self, other: "Telephone | int", *, at_least_ms: int = HEARD_ENOUGH_MS) -> bool:
        """The other's tone, or a tone by its frequency."""
        hertz = other if isinstance(other, int) else other.hertz
        return until(lambda: tone.heard_ms(_lately(self.heard()), hertz) >= at_least_ms)

    def hears_somebody_speak(self) -> bool:
        """Sound that is none of silence and steady tone: a greeting."""
        return until(lambda: speech_ms(_lately(self.heard())) >= HEARD_ENOUGH_MS)

    def goes_on_for(self, milliseconds: int) -> None:
        """Speaking takes its time."""
        due = time.monotonic() + milliseconds / 1000
        must(lambda: time.monotonic() > due, "the clock stands still")

    @abstractmethod
    def lamp_is_lit(self) -> bool: ...
    @abstractmethod
    def lamp_is_dark(self) -> bool: ...


def until(condition: Callable[[], bool], *, patience: timedelta = PATIENCE) -> bool:
    """Whether it came true in time."""
    due = time.monotonic() + patience.total_seconds()
    while not condition():
        if time.monotonic() > due:
            return False
        time.sleep(_LOOK_AGAIN_S)
    return True


def must(condition: Callable[[], bool], complaint: str) -> None:
    assert until(condition), complaint


def speech_ms(linear: bytes) -> int:
    """How much of the sound is loud, in windows of 20 ms."""
    samples = struct.unpack(f"<{len(linear) // 2}h", linear[: len(linear) // 2 * 2])
    windows = (samples[n : n + g711.FRAME] for n in range(0, len(samples), g711.FRAME))
    return 20 * sum(1 for window in windows if max(map(abs, window)) > 1000)


def _lately(linear: bytes) -> bytes:
    """The last five seconds: a question is asked ten times a second, and two cores are few."""
    return linear[-5 * g711.RATE * g711.WIDTH :]


def growing_wav(path: Path) -> bytes:
    """The samples of a WAV file that is still being written, whose header may be empty yet.

    Both makes record one channel at the codec's rate, 8 kHz.
    """
    content = path.read_bytes()[_WAV_HEADER:] if path.exists() else b""
    return content[: len(content) // g711.WIDTH * g711.WIDTH]


def free_ports(count: int) -> int:
    """The first of `count` neighbouring ports that nobody has."""
    while True:
        with socket.socket() as chosen:
            chosen.bind(("127.0.0.1", 0))
            first = int(chosen.getsockname()[1])
        if all(_is_free(port) for port in range(first, first + count)):
            return first


def _is_free(port: int) -> bool:
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        with socket.socket(socket.AF_INET, kind) as tried:
            try:
                tried.bind(("127.0.0.1", port))
            except (OSError, OverflowError):
                return False
    return True
