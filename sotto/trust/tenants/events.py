"""What others may hear of tenants."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class PlainMediaDecided:
    """Whether this tenant's devices may use RTP without SRTP from now on (PBX-21)."""

    tenant: UUID
    is_allowed: bool


@dataclass(frozen=True, slots=True)
class CountryChosen:
    """By which country's profile this tenant masks, keeps and tells (ENT-30, PBX-71)."""

    tenant: UUID
