"""How often somebody may fail, and for how long the door stays shut then (PBX-11).

One place for the presets of accounts and of telephones; the latter is read inside Kamailio, too.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final


@dataclass(frozen=True, slots=True)
class Lockout:
    """After so many failures an account is locked for `period`; then it opens by itself."""

    failures: int
    period: timedelta


ACCOUNT: Final = Lockout(failures=15, period=timedelta(minutes=10))
DEVICE: Final = Lockout(failures=15, period=timedelta(minutes=10))  # Within `period`, too.
