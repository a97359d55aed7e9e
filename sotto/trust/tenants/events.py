"""What others may hear of tenants."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class PlainMediaDecided:
    """Whether this tenant's devices may use RTP without SRTP from now on (PBX-21)."""

    tenant: UUID
    is_allowed: bool
