"""What rooms hear, so that each makes what it would make of a real person."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class CanaryHatched:
    """A synthetic person is to come to be in this tenant.

    A room makes, by its own services, what it holds of people, with `raw_search.new_marker(token)`
    in each text, and says by `services.adopt` which pseudonyms came to be.
    """

    tenant: UUID
    canary: UUID
    token: str
    number: str
