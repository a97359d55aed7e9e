"""The first entry of a backup: what is in it, and whose it is. At the border: nothing is trusted.

It holds counts, pseudonyms of tenants and names of tables; no person.
"""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from sotto.trust.backup.rules import FORMAT

LIMIT = 16 * 1024**2  # Bytes; a manifest of ten thousand tenants has one.

Name = Annotated[str, Field(pattern=r"^[a-z0-9_]{1,200}$")]
Count = Annotated[int, Field(ge=0, lt=1 << 62)]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Table(_Part):
    columns: list[Name]
    rows: Count


class Ledger(_Part):
    """Where the ledger of erasures stood."""

    lines: Count
    newest: AwareDatetime | None


class Manifest(_Part):
    """tenants: each with an envelope under a standing key of its own, to know one's own backup.

    checkpoints: of the audit trail, by tenant. room: bytes of rows and files, about.
    """

    format: Literal["sotto backup 1"] = FORMAT  # type: ignore[assignment]  # The same text.
    id: UUID
    made_at: AwareDatetime
    version: str = Field(max_length=40)
    postgresql: Count
    tenants: dict[UUID, Annotated[str, Field(pattern=r"^[0-9a-f]{2,400}$")]]
    migrations: dict[Name, list[Name]]
    tables: dict[Name, Table]
    sequences: dict[Name, Annotated[int, Field(gt=-(1 << 62), lt=1 << 62)]]
    files: Count
    room: Count
    ledger: Ledger
    checkpoints: dict[UUID, Annotated[str, Field(max_length=4000)]]

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables.values())


class Extent(_Part):
    """How much of one kind followed: SHA-256 over names, sizes and contents in their order."""

    count: Count
    size: Count
    digest: Digest


class Contents(_Part):
    """The last entry: without it a backup is not complete.

    deleted: files whose row went while the backup was made; lost: files that were not there
    although their row stood.
    """

    tables: dict[Name, Extent]
    audit: Extent
    settings: Extent
    files: Extent
    deleted: Count
    lost: Count
