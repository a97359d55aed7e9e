"""What rooms must hear to act on what a person allows."""

from dataclasses import dataclass
from uuid import UUID

from sotto.personal_data.vocabulary import Purpose


@dataclass(frozen=True, slots=True)
class DenialChanged:
    """What may not be done with this person's data from now on; the keyring knows already."""

    tenant: UUID
    subject: UUID
    denied: frozenset[Purpose]
