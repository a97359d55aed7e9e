"""What is said over the keyring's socket: one JSON object a line each way.

The caller is known by the kernel's word for it (SO_PEERCRED), not by what it says. Every request
for keys names actor, purpose and declared field, and is counted under them.
"""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Base64Bytes, BaseModel, ConfigDict, Field

MAX_LINE = 1 << 20  # Bytes of one request or answer.
MAX_KEYS = 2000  # Data keys asked for at once.
MAX_SIGNED = 1 << 16  # Bytes under one signature.
LAST_LINE = (1 << 63) - 1  # The store can't count further.

Word = Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[A-Za-z0-9_.:\- ]+$")]
Retention = Annotated[int, Field(ge=0, le=255)]
Month = Annotated[int, Field(ge=0, le=65535)]
Subjects = Annotated[list[UUID], Field(max_length=8)]
Wanted = tuple[Subjects, Retention, Month]
Many = Annotated[list[Wanted], Field(max_length=MAX_KEYS)]
SignatureKind = Literal["checkpoint", "certificate", "document"]


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
    wanted: Many


class IndexKey(_Message):
    """The tenant's key for digests in projections: never stored beside what it digests."""

    do: Literal["index_key"] = "index_key"
    tenant: UUID
    actor: Word


class Sign(_Message):
    """An Ed25519 signature; the private key never leaves. payload: base64 on the wire."""

    do: Literal["sign"] = "sign"
    kind: SignatureKind
    payload: Annotated[Base64Bytes, Field(max_length=MAX_SIGNED)]
    actor: Word


class PublicKey(_Message):
    do: Literal["public_key"] = "public_key"
    kind: SignatureKind


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


class DestroyPeriod(_Message):
    """Deny one month of one retention class for ever, and destroy its key."""

    do: Literal["destroy_period"] = "destroy_period"
    tenant: UUID
    retention: Annotated[int, Field(ge=1, le=255)]
    month: Month
    actor: Word


class DestroyTenant(_Message):
    """Deny a tenant for ever, and destroy every key of it; refused while a hold stands."""

    do: Literal["destroy_tenant"] = "destroy_tenant"
    tenant: UUID
    actor: Word


class Restrict(_Message):
    """Deny these purposes for a subject from now on, and no others: an empty list lifts."""

    do: Literal["restrict"] = "restrict"
    tenant: UUID
    subject: UUID
    denied: Annotated[list[Word], Field(max_length=32)]
    actor: Word


class Hold(_Message):
    """Keep these data keys under a hold's own key, beyond the death of those they come from."""

    do: Literal["hold"] = "hold"
    tenant: UUID
    hold: UUID
    wanted: Many
    actors: tuple[Word, Word]


class HeldKeys(_Message):
    """Data keys out of a hold; for legal claims, and for nothing else."""

    do: Literal["held_keys"] = "held_keys"
    tenant: UUID
    hold: UUID
    actor: Word
    purpose: Word
    field: Word
    wanted: Many


class ReleaseHold(_Message):
    """Destroy a hold's key, and all that was kept under it."""

    do: Literal["release_hold"] = "release_hold"
    tenant: UUID
    hold: UUID
    actors: tuple[Word, Word]


class Rotate(_Message):
    """Begin a new epoch now, rewrap everything, destroy the epoch before the last."""

    do: Literal["rotate"] = "rotate"
    actor: Word


class Replayed(_Message):
    """The ledger was replayed into a store that was put back: serve again."""

    do: Literal["replayed"] = "replayed"
    actor: Word


class Backup(_Message):
    """A backup, encrypted to public age keys, in the keyring's folder.

    escrow: with the epochs' keys inside, so that it opens without the root provider, and for as
    long as it is kept.
    """

    do: Literal["backup"] = "backup"
    recipients: Annotated[list[str], Field(max_length=32)]
    escrow: bool = False
    actor: Word


class Close(_Message):
    """Let go of the store, so that another can be put in its place."""

    do: Literal["close"] = "close"
    actor: Word


class Open(_Message):
    do: Literal["open"] = "open"


class Status(_Message):
    do: Literal["status"] = "status"


class Log(_Message):
    """The log of key deeds, from this number on; at most 1,000 lines."""

    do: Literal["log"] = "log"
    after: Annotated[int, Field(ge=0, le=LAST_LINE)] = 0
    limit: Annotated[int, Field(ge=1, le=1000)] = 1000


class VerifyLog(_Message):
    """Whether each line of the log still follows from the one before."""

    do: Literal["verify_log"] = "verify_log"


Request = Annotated[
    Keys
    | IndexKey
    | Sign
    | PublicKey
    | Tombstone
    | Destroy
    | DestroyPeriod
    | DestroyTenant
    | Restrict
    | Hold
    | HeldKeys
    | ReleaseHold
    | Rotate
    | Replayed
    | Backup
    | Close
    | Open
    | Status
    | Log
    | VerifyLog,
    Field(discriminator="do"),
]
