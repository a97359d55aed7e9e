"""Offer and answer for one G.711 stream with telephone events (RFC 4566, 3264, 4733)."""

from dataclasses import dataclass, field

PCMU, PCMA = 0, 8
_RTPMAPS = {PCMU: "PCMU/8000", PCMA: "PCMA/8000"}
_MIRRORED = {
    "sendrecv": "sendrecv",
    "sendonly": "recvonly",
    "recvonly": "sendonly",
    "inactive": "inactive",
}


class NotAcceptable(Exception):
    """No stream that we could take part in (SIP 488)."""


@dataclass(frozen=True)
class MediaOffer:
    """The first audio stream of an offer, as far as we speak it."""

    address: str = field(repr=False)
    port: int
    payload_type: int
    event_type: int | None
    direction: str = "sendrecv"

    @property
    def listens(self) -> bool:
        """Whether the other side wants to hear us; not while it holds the call."""
        return self.direction in {"sendrecv", "recvonly"} and self.address != "0.0.0.0"  # noqa: S104


def parse_offer(text: str) -> MediaOffer:
    """Raises NotAcceptable: no audio over plain RTP, or no codec that we share."""
    try:
        return _parse(text)
    except (ValueError, IndexError):
        raise NotAcceptable from None


def answer(offer: MediaOffer, *, address: str, port: int, version: int) -> str:
    types = [offer.payload_type] + ([] if offer.event_type is None else [offer.event_type])
    lines = [
        "v=0",
        f"o=- {port} {version} IN IP4 {address}",
        "s=-",
        f"c=IN IP4 {address}",
        "t=0 0",
        f"m=audio {port} RTP/AVP {' '.join(str(each) for each in types)}",
        f"a=rtpmap:{offer.payload_type} {_RTPMAPS[offer.payload_type]}",
    ]
    if offer.event_type is not None:
        lines += [f"a=rtpmap:{offer.event_type} telephone-event/8000"]
        lines += [f"a=fmtp:{offer.event_type} 0-15"]
    lines += ["a=ptime:20", f"a={_MIRRORED[offer.direction]}"]
    return "\r\n".join(lines) + "\r\n"


@dataclass
class _Section:
    """One `m=` line and what stands below it; the session's part has no media."""

    media: str = ""
    port: int = 0
    protocol: str = ""
    formats: tuple[str, ...] = ()
    address: str = ""
    direction: str = ""
    names: dict[str, str] = field(default_factory=dict)  # Payload type to codec name.


def _parse(text: str) -> MediaOffer:
    session, *streams = _sections(text)
    for stream in streams:
        if stream.media == "audio" and stream.protocol == "RTP/AVP" and stream.port:
            address = stream.address or session.address
            direction = stream.direction or session.direction or "sendrecv"
            shared = [int(each) for each in stream.formats if _codec(stream, each)]
            if shared and address:
                return MediaOffer(address, stream.port, shared[0], _event(stream), direction)
    raise NotAcceptable


def _codec(stream: _Section, payload_type: str) -> bool:
    number = int(payload_type)
    known = _RTPMAPS.get(number)
    return known is not None and stream.names.get(payload_type, known).startswith(known)


def _event(stream: _Section) -> int | None:
    for payload_type in stream.formats:
        if stream.names.get(payload_type) == "TELEPHONE-EVENT/8000":
            return int(payload_type)
    return None


def _sections(text: str) -> list[_Section]:
    found = [_Section()]
    for line in text.splitlines():
        kind, _, value = line.strip().partition("=")
        if kind == "m":
            media, port, protocol, *formats = value.split()
            number = int(port.partition("/")[0])
            found.append(_Section(media, number, protocol, tuple(formats)))
        elif kind == "c":
            found[-1].address = value.split()[2]
        elif kind == "a":
            _attribute(found[-1], value)
    return found


def _attribute(section: _Section, value: str) -> None:
    name, _, rest = value.partition(":")
    if name in _MIRRORED:
        section.direction = name
    elif name == "rtpmap":
        payload_type, codec = rest.split(maxsplit=1)
        section.names[payload_type] = codec.strip().upper()
