"""SRTP-to-SRTP calls held by rtpengine: processor a call, packets lost, delay added.

    .venv/bin/python -m benchmarks.srtp_media [--calls N] [--seconds N] [--re-encrypt] [--ahead]

Run it as root or anybody; it starts an rtpengine of its own with the project's configuration. Each
call is G.711 both ways, 50 packets a second and direction, SDES on both legs with the project's
suite. Then rtpengine 10.5 hands the phones each other's keys and passes packets on as they are.
With `--re-encrypt` the callee takes another suite (a tag of 32 bits), so that every packet is
decrypted and encrypted: what a transcoded or recorded call costs at least. Processor time is that
of the rtpengine process alone. Packets are protected beforehand; one process sends them by the
clock, another receives: their cost is not in the figure, but they share the machine's cores, and
when the generator itself is late the run says so. Delay is from just before `sendto` to the
kernel's time stamp of arrival (SO_TIMESTAMPNS), for every packet. With `--ahead` rtpengine runs
ahead of everything else (SCHED_FIFO): the delay that it adds itself, on a machine that others use.
"""

import argparse
import multiprocessing
import re
import secrets
import socket
import statistics
import struct
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import shared_memory
from pathlib import Path

from pylibsrtp import Policy, Session

from benchmarks import processor
from sotto.engines import EngineUnavailable
from sotto.engines.rtp import g711
from sotto.engines.rtp.packets import Packet, build
from sotto.engines.rtpengine.client import RtpengineClient
from sotto.engines.rtpengine.config import RtpengineConfig
from sotto.engines.sip_probe import sdp, tone

_CONTROL, _FIRST, _LAST = 17322, 50000, 54999
_TICK_NS = 20_000_000
_SO_TIMESTAMPNS = 35  # asm-generic/socket.h
_BUFFER = 16 << 20
_OTHER_SUITE = "AES_CM_128_HMAC_SHA1_32"
_PROFILES = {
    sdp.SUITE: Policy.SRTP_PROFILE_AES128_CM_SHA1_80,
    _OTHER_SUITE: Policy.SRTP_PROFILE_AES128_CM_SHA1_32,
}
_SUITES = re.compile(r"^a=crypto:(\d+) (\S+)", re.MULTILINE)
_WARM_UP = 50  # Packets of each stream that do not count: rtpengine learns addresses.
_SILENCE_S = 1.0  # After the last packet the receiver waits so long.


@dataclass(frozen=True)
class Stream:
    """One direction of one call."""

    target: tuple[str, int]  # rtpengine's port.
    source: int  # SSRC.
    key: bytes
    profile: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--calls", type=int, default=250)
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--re-encrypt", action="store_true")
    parser.add_argument("--ahead", action="store_true")
    options = parser.parse_args()
    packets = options.seconds * 50
    with _rtpengine(ahead=options.ahead) as (relay, process), _ear() as ear:
        streams = list(
            _set_up(
                relay, ear.getsockname()[1], calls=options.calls, other_suite=options.re_encrypt
            )
        )
        print(f"protecting {len(streams) * packets} packets beforehand …")
        wire = [_protected(stream, packets) for stream in streams]
        cells = 8 * len(streams) * packets
        sent = shared_memory.SharedMemory(create=True, size=cells)
        came = shared_memory.SharedMemory(create=True, size=cells)
        try:
            _run(ear, streams, wire, (sent, came), process)
        finally:
            for memory in (sent, came):
                memory.close()
                memory.unlink()


def _run(
    ear: socket.socket,
    streams: list[Stream],
    wire: list[list[bytes]],
    memories: tuple[shared_memory.SharedMemory, shared_memory.SharedMemory],
    process: int,
) -> None:
    sent, came = memories
    packets = len(wire[0])
    receiver = multiprocessing.Process(target=_receive, args=(ear, streams, packets, came.name))
    receiver.start()
    began = time.monotonic()
    processor_before = processor.seconds_used([process])
    late_ms = _send(ear, streams, wire, sent)
    used = processor.seconds_used([process]) - processor_before
    took = time.monotonic() - began
    receiver.join()
    _tell(len(streams) // 2, packets, used, took, late_ms, _delays(memories, packets))


def _tell(
    calls: int, packets: int, used: float, took: float, late_ms: float, delays: list[list[float]]
) -> None:
    counted = [delay for stream in delays for delay in stream]
    expected = 2 * calls * (packets - _WARM_UP)
    lost = expected - len(counted)
    cuts = statistics.quantiles(counted, n=1000)
    print(f"{calls} calls held for {took:.1f} s; the sender was {late_ms:.1f} ms late at worst")
    print(
        f"rtpengine: {100 * used / took:.1f} % of a core, {100 * used / took / calls:.3f} % a call"
    )
    print(f"packets: {expected} sent, {lost} lost ({100 * lost / expected:.4f} %)")
    print(
        f"delay added: median {cuts[499]:.2f} ms, p99 {cuts[989]:.2f} ms, p99.9 {cuts[998]:.2f} ms"
    )


def _delays(
    memories: tuple[shared_memory.SharedMemory, shared_memory.SharedMemory], packets: int
) -> list[list[float]]:
    """Milliseconds, of each stream, of what arrived after the warm-up."""
    sent, came = (_cells(memory) for memory in memories)
    streams = len(sent) // packets
    result = []
    for stream in range(streams):
        cells = range(stream * packets + _WARM_UP, (stream + 1) * packets)
        result.append([(came[cell] - sent[cell]) / 1e6 for cell in cells if came[cell]])
    sent.release()
    came.release()
    return result


def _send(
    ear: socket.socket,
    streams: list[Stream],
    wire: list[list[bytes]],
    memory: shared_memory.SharedMemory,
) -> float:
    """Every stream once in 20 ms, spread over the tick as telephones would be. Lateness in ms."""
    sent = _cells(memory)
    packets, worst = len(wire[0]), 0
    step = _TICK_NS // len(streams)
    targets = [stream.target for stream in streams]
    now, sendto = time.time_ns, ear.sendto
    due = now() + _TICK_NS
    for number in range(packets):
        for stream, target in enumerate(targets):
            moment = due + stream * step
            while (ahead := moment - now()) > 0:
                if ahead > 200_000:
                    time.sleep((ahead - 100_000) / 1e9)
            cell = stream * packets + number
            at = now()
            sent[cell] = at
            sendto(wire[stream][number], target)
            worst = max(worst, at - moment)
        due += _TICK_NS
    sent.release()
    return worst / 1e6


def _receive(ear: socket.socket, streams: list[Stream], packets: int, name: str) -> None:
    """In a process of its own. Notes when each packet came, by source and sequence number."""
    memory = shared_memory.SharedMemory(name=name)
    came = _cells(memory)
    place = {stream.source: index * packets for index, stream in enumerate(streams)}
    header, stamp = struct.Struct(">HHII"), struct.Struct("qq")
    room = socket.CMSG_SPACE(stamp.size)
    ear.settimeout(_TICK_NS / 1e9 * 50 + _SILENCE_S)
    while True:
        try:
            data, control, _flags, _address = ear.recvmsg(2048, room)
        except TimeoutError:
            break
        _first, sequence, _timestamp, source = header.unpack_from(data)
        start = place.get(source)
        if start is not None and control and sequence < packets:
            seconds, nanoseconds = stamp.unpack(control[0][2])
            came[start + sequence] = seconds * 1_000_000_000 + nanoseconds
    came.release()
    memory.close()


def _cells(memory: shared_memory.SharedMemory) -> "memoryview[int]":
    """64-bit nanoseconds since 1970; 0: never."""
    if memory.buf is None:
        raise RuntimeError("the memory is closed")
    return memory.buf.cast("q")


def _protected(stream: Stream, packets: int) -> list[bytes]:
    policy = Policy(stream.key, Policy.SSRC_ANY_OUTBOUND, srtp_profile=stream.profile)
    protect = Session(policy).protect
    voice = tone.tone(700)
    frames = [voice[start : start + g711.FRAME] for start in range(0, len(voice), g711.FRAME)]
    return [
        protect(build(Packet(False, g711.PCMU, n, n * g711.FRAME, stream.source, frames[n % 50])))
        for n in range(packets)
    ]


def _set_up(
    relay: RtpengineClient, port: int, *, calls: int, other_suite: bool
) -> Iterator[Stream]:
    """Both streams of each call. Callers and callees share our one port, not their keys."""
    callees_suite = _OTHER_SUITE if other_suite else sdp.SUITE
    for number in range(calls):
        keys = sdp.new_key(), sdp.new_key()
        call = f"benchmark-{number}"
        offer = _description(port, keys[0])
        to_callee = relay.offer(call=call, from_tag="a", sdp=offer, transport="RTP/SAVP")
        tag = next(int(tag) for tag, suite in _SUITES.findall(to_callee) if suite == callees_suite)
        answer = _description(port, keys[1], tag=tag).replace(sdp.SUITE, callees_suite)
        to_caller = relay.answer(call=call, from_tag="a", to_tag="b", sdp=answer)
        profiles = _PROFILES[sdp.SUITE], _PROFILES[callees_suite]
        for key, profile, description in zip(keys, profiles, (to_caller, to_callee), strict=True):
            there = sdp.understand(description)
            target = there.address, there.port
            yield Stream(target, secrets.randbits(32), key, profile)


def _description(port: int, key: bytes, *, tag: int = 1) -> str:
    codecs = (g711.PCMU,)
    return sdp.describe("127.0.0.1", port, codecs=codecs, key=key, event_type=101, tag=tag)


@contextmanager
def _ear() -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ear:
        ear.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)
        ear.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
        ear.bind(("127.0.0.1", 0))
        yield ear


@contextmanager
def _rtpengine(*, ahead: bool = False) -> Iterator[tuple[RtpengineClient, int]]:
    """One of our own, and its process."""
    with tempfile.TemporaryDirectory() as folder:
        config = RtpengineConfig(
            directory=Path(folder),
            address="127.0.0.1",
            control_port=_CONTROL,
            first_port=_FIRST,
            last_port=_LAST,
        )
        config.apply()
        command = [*(["chrt", "--fifo", "10"] if ahead else []), *config.command()]
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
            try:
                relay = RtpengineClient(_CONTROL)
                _wait_for(relay)
                yield relay, process.pid
            finally:
                process.terminate()


def _wait_for(relay: RtpengineClient) -> None:
    due = time.monotonic() + 10
    while True:
        try:
            return relay.ping()
        except EngineUnavailable:
            if time.monotonic() > due:
                raise
            time.sleep(0.1)


if __name__ == "__main__":
    main()
