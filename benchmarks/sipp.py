"""SIPp as load generator: one scenario, one rate, what came of it."""

import csv
import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Outcome:
    rate: int  # Asked for, a second.
    successful: int
    failed: int
    retransmissions: int
    seconds: float

    @property
    def is_clean(self) -> bool:
        return self.failed == 0 and self.retransmissions == 0


def run(
    scenario: Path,
    *,
    target: int,
    rate: int,
    seconds: int,
    fields: Path,
    port: int,
    more: tuple[str, ...] = (),
) -> Outcome:
    """Blocks until all is over, or 30 s after the last was begun."""
    statistics = scenario.with_suffix(".csv")
    statistics.unlink(missing_ok=True)
    subprocess.run(
        [
            *("sipp", f"127.0.0.1:{target}", "-sf", str(scenario), "-inf", str(fields)),
            *("-i", "127.0.0.1", "-p", str(port), "-r", str(rate), "-m", str(rate * seconds)),
            *("-l", "100000", "-nostdin", "-trace_stat", "-fd", "1", "-stf", str(statistics)),
            *("-timeout", f"{seconds + 30}s", "-buff_size", "4194304", "-rp", "1000", *more),
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    with statistics.open() as file:
        last = list(csv.DictReader(file, delimiter=";"))[-1]
    return Outcome(
        rate=rate,
        successful=int(last["SuccessfulCall(C)"]),
        failed=int(last["FailedCall(C)"]),
        retransmissions=int(last["Retransmissions(C)"]),
        seconds=float(seconds),
    )
