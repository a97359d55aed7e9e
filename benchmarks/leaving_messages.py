"""Callers that leave voice mail: signalling and 50 packets a second each, from one process."""

import asyncio
import secrets
import socket
import time
from dataclasses import dataclass, field
from struct import Struct
from typing import cast
from uuid import uuid4

from typing_extensions import override

from sotto.engines.rtp import g711
from sotto.engines.rtp.pacing import TICK_S
from sotto.engines.rtp.packets import HEADER

SILENCE = g711.SILENCE[g711.PCMU]
SO_TIMESTAMPNS = 35  # socket(7); Python does not name it.
ARRIVAL = Struct("qq")
VOICE = g711.encode(b"\x10\x22" * g711.FRAME)


@dataclass
class Target:
    sip_port: int
    tenant: str
    person: str


@dataclass
class Tally:
    answered: int = 0
    refused: int = 0
    sent: int = 0
    to_store: int = 0
    prompt_frames: int = 0
    late_frames: int = 0
    worst_ms: float = 0.0
    set_up_ms: list[float] = field(default_factory=list)


class Caller:
    """One call: dials, speaks once the prompt is over, hangs up."""

    def __init__(self, wire: "Wire", tally: Tally) -> None:
        self.call_id = secrets.token_hex(10)
        self._wire = wire
        self._tally = tally
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        self._socket.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self._socket.bind(("127.0.0.1", 0))
        self._tag = secrets.token_hex(4)
        self._sequence = 0
        self._first = 0.0
        self._began = 0
        self._spoken_to_at = 0  # Our packet at which the last prompt was still heard.
        self._is_up = False
        self._dialled_at = 0.0
        self.answer: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def dial(self) -> bool:
        self._dialled_at = time.perf_counter()
        port = self._socket.getsockname()[1]
        self._wire.send(self, "INVITE", _sdp(port))
        to = await asyncio.wait_for(self.answer, 30)
        if not to:
            self._tally.refused += 1
            return False
        self._tally.answered += 1
        self._tally.set_up_ms.append((time.perf_counter() - self._dialled_at) * 1000)
        self.to = to
        self._is_up = True
        self._wire.send(self, "ACK")
        return True

    def hang_up(self) -> None:
        self._is_up = False
        self._tally.to_store += self._sequence - self._spoken_to_at
        self._wire.send(self, "BYE")
        self._socket.close()

    def connect(self, port: int) -> None:
        self._socket.connect(("127.0.0.1", port))

    def on_tick(self, tick: int, now: float) -> bool:  # noqa: ARG002
        """Speak all the time: what is said before the beep is not recorded."""
        if not self._is_up:
            return False
        self._hear()
        header = HEADER.pack(0x80, 0, self._sequence & 0xFFFF, tick * 160 & 0xFFFFFFFF, 1)
        self._sequence += 1
        try:
            self._socket.send(header + VOICE)
        except OSError:
            return False
        self._tally.sent += 1
        return True

    def _hear(self) -> None:
        """Arrival as the kernel noted it, so that our own delay does not count."""
        while True:
            try:
                datagram, ancillary, _, _ = self._socket.recvmsg(2048, 64)
            except OSError:
                return
            now = ARRIVAL.unpack(ancillary[0][2])[0] + ARRIVAL.unpack(ancillary[0][2])[1] / 1e9
            if datagram[HEADER.size :] != SILENCE:
                self._spoken_to_at = self._sequence
            timestamp = HEADER.unpack_from(datagram)[3]
            if datagram[1] & 0x80:  # The marker begins a prompt.
                self._first, self._began = now, timestamp
            if not self._first:
                continue
            late = now - self._first - (timestamp - self._began) % 2**32 / g711.RATE
            self._tally.prompt_frames += 1
            self._tally.late_frames += late > TICK_S
            self._tally.worst_ms = max(self._tally.worst_ms, late * 1000)


class Wire(asyncio.DatagramProtocol):
    """Signalling of all calls over one socket."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.callers: dict[str, Caller] = {}
        self._transport: asyncio.DatagramTransport

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)
        self.port = transport.get_extra_info("sockname")[1]

    def send(self, caller: Caller, method: str, body: str = "") -> None:
        number = 2 if method == "BYE" else 1
        to = getattr(caller, "to", "<sip:deposit@127.0.0.1>")
        here = f"127.0.0.1:{self.port}"
        lines = [
            f"{method} sip:deposit@127.0.0.1:{self.target.sip_port} SIP/2.0",
            f"Via: SIP/2.0/UDP {here};branch=z9hG4bK{secrets.token_hex(8)}",
            f"From: <sip:9@{here}>;tag={caller._tag}",  # noqa: SLF001 — two halves of one caller.
            f"To: {to}",
            f"Call-ID: {caller.call_id}",
            f"CSeq: {number} {method}",
            f"Contact: <sip:9@{here}>",
            "Max-Forwards: 70",
        ]
        if method == "INVITE":
            lines += [
                f"X-Sotto-Call: {uuid4()}",
                f"X-Sotto-Tenant: {self.target.tenant}",
                f"X-Sotto-Person: {self.target.person}",
                "X-Sotto-Caller: ",
                'P-Asserted-Identity: "Bench" <sip:49301234567@example.org>',
                "Content-Type: application/sdp",
            ]
        lines += [f"Content-Length: {len(body)}", "", body]
        self._transport.sendto("\r\n".join(lines).encode(), ("127.0.0.1", self.target.sip_port))

    @override
    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        head, _, body = data.decode().partition("\r\n\r\n")
        first, *lines = head.split("\r\n")
        headers = {line.split(":", 1)[0].lower(): line.split(":", 1)[1].strip() for line in lines}
        caller = self.callers.get(headers["call-id"])
        if first.startswith("BYE"):
            kept = [
                line
                for line in lines
                if line.lower()[:4] in {"via:", "from", "to: ", "call", "cseq"}
            ]
            reply = "\r\n".join(["SIP/2.0 200 OK", *kept, "Content-Length: 0", "", ""])
            self._transport.sendto(reply.encode(), addr)
            return
        code = int(first.split()[1]) if first.startswith("SIP/") else 0
        if caller is None or code < 200 or "INVITE" not in headers["cseq"] or caller.answer.done():
            return
        if code == 200:
            media = next(line for line in body.split("\r\n") if line.startswith("m="))
            caller.connect(int(media.split()[1]))
        caller.answer.set_result(headers["to"] if code == 200 else "")


def _sdp(port: int) -> str:
    lines = ["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "c=IN IP4 127.0.0.1", "t=0 0"]
    return "\r\n".join([*lines, f"m=audio {port} RTP/AVP 0", "a=sendrecv", ""])
