"""What a client asks for, as values, and how that is said on the wire."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sotto.keyring.periods import Period
from sotto.keyring.protocol import MAX_KEYS

_KEY_HEX = 64


class Denial(Enum):
    """Why there is no key."""

    ERASED = "erased"  # For ever.
    RESTRICTED = "restricted"  # For this purpose, for now.
    UNKNOWN = "unknown"  # There never was one; or the tenant's was never made.


class Wanted(NamedTuple):
    """The key for what a row holds about `subjects` together in `period`.

    No subject: the period's own key. Several: readable only while all of them live.
    """

    subjects: tuple[UUID, ...]
    period: Period


@dataclass(frozen=True, slots=True)
class Use:
    """Who wants keys, what for, and of which declared field: ids and fixed words only."""

    actor: str
    purpose: str
    field: str


Answer = AESGCM | Denial


def asking(tenant: UUID, use: Use) -> dict[str, str]:
    return {
        "tenant": str(tenant),
        "actor": use.actor,
        "purpose": use.purpose,
        "field": use.field,
    }


def plain(wanted: Sequence[Wanted]) -> list[tuple[list[str], int, int]]:
    return [([str(one) for one in each.subjects], *numbers(each.period)) for each in wanted]


def read(answer: str) -> Answer:
    return AESGCM(bytes.fromhex(answer)) if len(answer) == _KEY_HEX else Denial(answer)


def batches(wanted: Sequence[Wanted]) -> list[Sequence[Wanted]]:
    return [wanted[start : start + MAX_KEYS] for start in range(0, len(wanted), MAX_KEYS)]


def numbers(period: Period) -> tuple[int, int]:
    return period.retention, period.month
