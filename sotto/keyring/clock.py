"""Two clocks: the one on the wall, which may be set, and the one that only runs."""

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


class Clock(Protocol):
    def now(self) -> datetime:
        """Aware, UTC. May jump."""

    def since_boot(self) -> float:
        """Seconds, sleep included. Never jumps, and begins anew at each boot."""

    def boot(self) -> str:
        """Which boot that is."""


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def since_boot(self) -> float:
        return time.clock_gettime(time.CLOCK_BOOTTIME)

    def boot(self) -> str:
        return _BOOT_ID.read_text().strip()
