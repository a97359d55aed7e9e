"""RTP packets as bytes (RFC 3550, section 5.1). What arrives may be hostile: nothing raises."""

from struct import Struct
from typing import Final, NamedTuple

HEADER: Final = Struct(">BBHII")
_VERSION = 2
_WORD = 4


class Packet(NamedTuple):
    marker: bool
    payload_type: int
    sequence: int  # 16 bits, wraps.
    timestamp: int  # 32 bits, wraps; samples.
    source: int  # SSRC.
    payload: bytes


def parse(datagram: bytes) -> Packet | None:
    """None when it is no RTP, or announces more than it holds."""
    if len(datagram) < HEADER.size:
        return None
    first, second, sequence, timestamp, source = HEADER.unpack_from(datagram)
    if first == 0x80:  # noqa: PLR2004 — version 2, nothing optional: nearly every packet.
        payload = datagram[HEADER.size :]
    else:
        optional = _without_options(datagram, first)
        if optional is None:
            return None
        payload = optional
    return Packet(second >= 0x80, second & 0x7F, sequence, timestamp, source, payload)  # noqa: PLR2004


def build(packet: Packet) -> bytes:
    second = packet.payload_type | (0x80 if packet.marker else 0)
    header = HEADER.pack(0x80, second, packet.sequence, packet.timestamp, packet.source)
    return header + packet.payload


def _without_options(datagram: bytes, first: int) -> bytes | None:
    """The payload behind CSRC list and header extension, its padding cut off."""
    if first >> 6 != _VERSION:
        return None
    start = HEADER.size + _WORD * (first & 0x0F)
    if first & 0x10:
        words = int.from_bytes(datagram[start + 2 : start + _WORD], "big")
        start += _WORD + _WORD * words
    end = len(datagram)
    if first & 0x20:
        padding = datagram[-1]
        if not padding:
            return None
        end -= padding
    return datagram[start:end] if start <= end else None
