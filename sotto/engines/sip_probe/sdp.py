"""Session descriptions with SDES keys: RFC 4566, 3264, 4568. One audio stream."""

import re
import secrets
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from typing import Final

from sotto.engines.rtp import dtmf, g711

SUITE: Final = "AES_CM_128_HMAC_SHA1_80"
KEY_BYTES: Final = 30  # Master key and salt, RFC 4568 section 6.2.
_CRYPTO: Final = re.compile(r"(\d+) (\S+) inline:([A-Za-z0-9+/=]+)")
_NAMES: Final = {g711.PCMU: "PCMU/8000", g711.PCMA: "PCMA/8000"}


class NotAcceptable(Exception):
    """No audio that the probe can speak, or not protected as it must be."""


@dataclass(frozen=True)
class Description:
    """What one side says about its audio."""

    address: str
    port: int
    payload_types: tuple[int, ...]
    event_type: int | None
    key: bytes | None = field(repr=False)  # None: plain RTP.
    tag: int = 1  # Of the key: an answer repeats that of the offer (RFC 4568, section 5.1.2).

    @property
    def codec(self) -> int:
        """The first that the probe can speak. Raises NotAcceptable."""
        for payload_type in self.payload_types:
            if payload_type in _NAMES:
                return payload_type
        raise NotAcceptable("no common codec")


def describe(
    address: str,
    port: int,
    *,
    codecs: tuple[int, ...],
    key: bytes | None,
    event_type: int,
    tag: int = 1,
) -> str:
    """An offer or an answer. key None: plain RTP."""
    number = secrets.randbits(31)
    profile = "RTP/SAVP" if key else "RTP/AVP"
    types = " ".join(map(str, (*codecs, event_type)))
    lines = [
        "v=0",
        f"o=- {number} {number} IN IP4 {address}",
        "s=-",
        f"c=IN IP4 {address}",
        "t=0 0",
        f"m=audio {port} {profile} {types}",
        *(f"a=rtpmap:{codec} {_NAMES.get(codec, 'X-UNHEARD-OF/8000')}" for codec in codecs),
        f"a=rtpmap:{event_type} telephone-event/8000",
        f"a=fmtp:{event_type} 0-15",
        "a=ptime:20",
        "a=sendrecv",
    ]
    if key:
        lines.append(f"a=crypto:{tag} {SUITE} inline:{b64encode(key).decode()}")
    return "\r\n".join(lines) + "\r\n"


def understand(text: str) -> Description:
    """Raises NotAcceptable. A protected stream must name the suite that the probe speaks."""
    address, port, profile, types = "", 0, "", ()  # type: str, int, str, tuple[int, ...]
    event_type, key, tag = None, None, 1
    for line in text.splitlines():
        if line.startswith("c=IN IP4 "):
            address = line.split()[2]
        elif line.startswith("m=audio "):
            _, port_text, profile, *rest = line.split()
            port, types = int(port_text), tuple(int(word) for word in rest)
        elif " telephone-event/8000" in line and event_type is None:
            event_type = int(line.removeprefix("a=rtpmap:").split()[0])
        elif line.startswith("a=crypto:") and key is None:
            tag, key = _key_in(line.removeprefix("a=crypto:"))
    if not address or not port:
        raise NotAcceptable("no audio")
    if profile.startswith("RTP/SAVP") and key is None:
        raise NotAcceptable("protected without a key that the probe can use")
    is_protected = profile.startswith("RTP/SAVP")
    return Description(address, port, types, event_type, key if is_protected else None, tag)


def new_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def _key_in(value: str) -> tuple[int, bytes | None]:
    """Tag and key; no key when the probe cannot use it."""
    found = _CRYPTO.match(value)
    if found is None or found[2] != SUITE:
        return 1, None
    key = b64decode(found[3])
    return int(found[1]), key if len(key) == KEY_BYTES else None


DYNAMIC_EVENT: Final = dtmf.DYNAMIC
