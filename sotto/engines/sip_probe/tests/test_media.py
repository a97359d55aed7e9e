"""What the probe sends is read by somebody else: RFC 3711 written out once more, for the test."""

import asyncio
import hmac
import socket

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from pylibsrtp import Policy, Session

from sotto.engines.rtp import g711
from sotto.engines.rtp.dtmf import DigitReceiver
from sotto.engines.rtp.packets import Packet, build, parse
from sotto.engines.sip_probe import sdp, tone
from sotto.engines.sip_probe.media import Media
from sotto.engines.sip_probe.sdp import Description

pytestmark = pytest.mark.contract

KEY, OTHER_KEY = bytes(range(30)), bytes(range(1, 31))
PATIENCE_S = 5


def _counter(key: bytes, start: bytes, length: int) -> bytes:
    """AES in counter mode over zeros: the key stream."""
    encryptor = Cipher(algorithms.AES(key), modes.CTR(start)).encryptor()
    return encryptor.update(bytes(length))


def _derived(master: bytes, label: int, length: int) -> bytes:
    """RFC 3711 section 4.3.1, key derivation rate 0."""
    salt = int.from_bytes(master[16:30], "big") ^ (label << 48)
    return _counter(master[:16], (salt << 16).to_bytes(16, "big"), length)


def _unprotected(datagram: bytes, master: bytes) -> bytes:
    """Section 3.3 for the first 65,536 packets. Asserts the authentication tag."""
    packet, tag = datagram[:-10], datagram[-10:]
    expected = hmac.digest(_derived(master, 1, 20), packet + bytes(4), "sha1")[:10]
    assert hmac.compare_digest(tag, expected)
    source, sequence = packet[8:12], packet[2:4]
    salt = int.from_bytes(_derived(master, 2, 14), "big") << 16
    start = salt ^ (int.from_bytes(source, "big") << 64) ^ (int.from_bytes(sequence, "big") << 16)
    stream = _counter(_derived(master, 0, 16), start.to_bytes(16, "big"), len(packet) - 12)
    return packet[:12] + bytes(a ^ b for a, b in zip(packet[12:], stream, strict=True))


class Peer:
    """The other end of the wire, and a probe that speaks to it."""

    def __init__(self, *, key: bytes | None = KEY) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.setblocking(False)
        self.media = Media("127.0.0.1", key=key)
        other = OTHER_KEY if key else None
        port = self.socket.getsockname()[1]
        self.media.connect(Description("127.0.0.1", port, (g711.PCMU,), 101, other))

    async def packet(self) -> bytes:
        loop = asyncio.get_running_loop()
        return await asyncio.wait_for(loop.sock_recv(self.socket, 2048), PATIENCE_S)

    def send(self, datagram: bytes) -> None:
        self.socket.sendto(datagram, ("127.0.0.1", self.media.port))

    async def counted(self, packets: int) -> None:
        """The socket is read in the order of the loop's turns, one datagram each."""
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(PATIENCE_S):
            while self.media.report.received + self.media.report.refused < packets:
                turn = loop.create_future()
                loop.call_soon(turn.set_result, None)
                await turn

    def close(self) -> None:
        self.media.close()
        self.socket.close()


def test_the_tone_on_the_wire_is_protected_and_decrypts_by_the_book() -> None:
    async def story() -> tuple[bytes, bytes]:
        peer = Peer()
        peer.media.speak(700)
        wire = [await peer.packet() for _ in range(50)]
        peer.close()
        packets = [parse(_unprotected(datagram, KEY)) for datagram in wire]
        return b"".join(wire), b"".join(packet.payload for packet in packets if packet)

    wire, clear = asyncio.run(story())
    assert tone.heard_ms(g711.decode(clear), 700) >= 900
    assert tone.tone(700)[:40] not in wire


def test_only_packets_under_the_peers_key_are_heard() -> None:
    voice = tone.tone(900)
    protect = Session(Policy(OTHER_KEY, Policy.SSRC_ANY_OUTBOUND)).protect
    forge = Session(Policy(KEY, Policy.SSRC_ANY_OUTBOUND)).protect
    frames = [voice[n : n + 160] for n in range(0, 8000, 160)]
    packets = [
        build(Packet(False, g711.PCMU, n, 160 * n, 7, frame)) for n, frame in enumerate(frames)
    ]

    async def story() -> tuple[int, int, int]:
        peer = Peer()
        for packet in packets:
            peer.send(protect(packet))
        peer.send(forge(packets[0]))
        peer.send(packets[0])
        await peer.counted(52)
        report, heard = peer.media.report, peer.media.heard_ms(900)
        peer.close()
        return report.received, report.refused, heard

    assert asyncio.run(story()) == (50, 2, 1000)


def test_each_pressed_key_arrives_once_even_twice_the_same() -> None:
    async def story() -> str:
        peer, digits, told = Peer(key=None), DigitReceiver(), ""
        peer.media.press("11#")
        while len(told) < 3:
            packet = parse(await peer.packet())
            if packet and packet.payload_type == 101:
                told += digits.receive(packet.timestamp, packet.payload) or ""
        peer.close()
        return told

    assert asyncio.run(story()) == "11#"


def test_a_new_key_is_random() -> None:
    assert len({sdp.new_key() for _ in range(100)}) == 100
