"""What is said over the keyring's socket: one JSON object a line each way.

The caller is known by the kernel's word for it (SO_PEERCRED), not by what it says. Every request
for keys names actor, purpose and declared field, and is counted under them.
"""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

MAX_LINE = 1 << 20  # Bytes of one request or answer.
MAX_KEYS = 2000  # Data keys asked for at once.

Word = Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[A-Za-z0-9_.:\- ]+$")]
Retention = Annotated[int, Field(ge=0, le=255)]
Month = Annotated[int, Field(ge=0, le=65535)]
Subjects = Annotated[list[UUID], Field(max_length=8)]
Wanted = tuple[Subjects, Retention, Month]


class _Message(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Keys(_Message):
    """Data keys, each for (subjects, retention class, month); `create` what is missing.

    Several subjects: one key out of all of theirs, to be had while all of them live. None: the
    period's own.
    """

    do: Literal["keys"] = "keys"
    tenant: UUID
    actor: Word
    purpose: Word
    field: Word
    create: bool
    wanted: Annotated[list[Wanted], Field(max_length=MAX_KEYS)]


class IndexKey(_Message):
    """The tenant's key for digests in projections: never stored beside what it digests."""

    do: Literal["index_key"] = "index_key"
    tenant: UUID
    actor: Word


class Tombstone(_Message):
    """Deny a subject's keys for ever."""

    do: Literal["tombstone"] = "tombstone"
    tenant: UUID
    subject: UUID
    actor: Word


class Destroy(_Message):
    """Destroy a subject's key; refused unless its tombstone stands."""

    do: Literal["destroy"] = "destroy"
    tenant: UUID
    subject: UUID
    actor: Word


class Rotate(_Message):
    """Begin a new epoch now, rewrap everything, destroy the epoch before the last."""

    do: Literal["rotate"] = "rotate"
    actor: Word


class Status(_Message):
    do: Literal["status"] = "status"


Request = Annotated[
    Keys | IndexKey | Tombstone | Destroy | Rotate | Status, Field(discriminator="do")
]
