"""Voice mails recorded at once by one media process, and its memory over many calls.

    SOTTO_CONFIG=… .venv/bin/python -m benchmarks.voicemail --pid PID [--calls 300] [--seconds 20]
    SOTTO_CONFIG=… .venv/bin/python -m benchmarks.voicemail --pid PID --short 20000 [--rate 40]

Against a running media process (`bin/up`; PID from `bin/up --status`), on the loopback, without
Kamailio and rtpengine in between: signalling and 50 packets a second of G.711 for each call from
this one process. It makes a person of its own and removes it with all messages at the end.

Reported: lateness twice. By the caller: a prompt's frame that arrives more than 20 ms after its
place in the stream, by the kernel's clock. By the media process: what it logs at its
end (`media.stopped`). Then packets stored against packets sent, CPU, and resident memory.
"""

import argparse
import asyncio
import os
import time

import django
import uvloop

from benchmarks.leaving_messages import Caller, Tally, Target, Wire
from benchmarks.processor import resident_kb, seconds_used
from sotto.engines.rtp.pacing import Pacer


async def at_once(target: Target, pid: int, *, calls: int, seconds: float, rate: float) -> None:
    tally, wire = Tally(), await _wire(target)
    pacer: Pacer[Caller] = Pacer(asyncio.get_running_loop())
    callers = [Caller(wire, tally) for _ in range(calls)]
    cpu, began = seconds_used([pid]), time.perf_counter()
    dialling = []
    for number, caller in enumerate(callers):
        await asyncio.sleep(max(0, began + number / rate - time.perf_counter()))
        dialling.append(asyncio.create_task(_join(caller, wire, pacer)))
    await asyncio.gather(*dialling)
    print(
        f"{tally.answered} answered, {tally.refused} refused, "
        f"set-up median {sorted(tally.set_up_ms)[len(tally.set_up_ms) // 2]:.0f} ms, "
        f"worst {max(tally.set_up_ms):.0f} ms"
    )
    steady, steady_cpu, own = time.perf_counter(), seconds_used([pid]), time.process_time()
    await asyncio.sleep(seconds)
    wall = time.perf_counter() - steady
    share, own_share = seconds_used([pid]) - steady_cpu, time.process_time() - own
    print(
        f"all up for {wall:.1f} s: media process {share / wall:.1%} of a core, "
        f"generator {own_share / wall:.1%}, RSS {resident_kb([pid]) / 1000:.0f} MB"
    )
    for caller in callers:
        pacer.remove(caller)
        caller.hang_up()
    print(
        f"{tally.sent} packets sent, {tally.to_store} of them after the beep; "
        f"{tally.prompt_frames} prompt frames heard, "
        f"{tally.late_frames} late, worst {tally.worst_ms:.1f} ms; generator's own worst "
        f"{pacer.lateness.worst_ms:.1f} ms"
    )
    print(
        f"whole run: {seconds_used([pid]) - cpu:.1f} s CPU in {time.perf_counter() - began:.1f} s"
    )


async def _join(caller: Caller, wire: Wire, pacer: Pacer[Caller]) -> None:
    wire.callers[caller.call_id] = caller
    if await caller.dial():
        pacer.add(caller)


async def many_short(target: Target, pid: int, *, calls: int, rate: float) -> None:
    tally, wire = Tally(), await _wire(target)
    began, cpu = time.perf_counter(), seconds_used([pid])
    tasks: set[asyncio.Task[None]] = set()
    for number in range(calls):
        await asyncio.sleep(max(0, began + number / rate - time.perf_counter()))
        task = asyncio.create_task(_short(Caller(wire, tally), wire))
        tasks.add(task)
        task.add_done_callback(tasks.discard)
        if number % (calls // 20) == 0:
            print(f"{number:6} calls, RSS {resident_kb([pid]) / 1000:.1f} MB", flush=True)
    await asyncio.gather(*tasks)
    wall = time.perf_counter() - began
    print(
        f"{calls:6} calls, RSS {resident_kb([pid]) / 1000:.1f} MB; {tally.answered} answered, "
        f"{tally.refused} refused, {calls / wall:.0f}/s, "
        f"{(seconds_used([pid]) - cpu) / calls * 1000:.1f} ms CPU a call"
    )


async def _short(caller: Caller, wire: Wire) -> None:
    wire.callers[caller.call_id] = caller
    if await caller.dial():
        await asyncio.sleep(0.3)
        caller.hang_up()
    del wire.callers[caller.call_id]


async def _wire(target: Target) -> Wire:
    loop = asyncio.get_running_loop()
    _, wire = await loop.create_datagram_endpoint(lambda: Wire(target), ("127.0.0.1", 0))
    return wire


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--pid", type=int, required=True)
    parser.add_argument("--calls", type=int, default=300)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--short", type=int, default=0)
    parser.add_argument("--rate", type=float, default=40)
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "sotto.settings.django"
    django.setup()
    from benchmarks.voicemail_person import benchmark_person

    with benchmark_person() as target:
        if options.short:
            run = many_short(target, options.pid, calls=options.short, rate=options.rate)
        else:
            run = at_once(
                target, options.pid, calls=options.calls, seconds=options.seconds, rate=options.rate
            )
        uvloop.run(run)


if __name__ == "__main__":
    main()
