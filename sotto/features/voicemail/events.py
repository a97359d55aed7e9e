"""What other rooms may hear of voice mail."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class MessageLeft:
    message: UUID


@dataclass(frozen=True, slots=True)
class MessageHeard:
    """For the first time."""

    message: UUID


@dataclass(frozen=True, slots=True)
class MessageDeleted:
    message: UUID
