"""What was done to keys, by whom, when: lines that can only be added, each bound to the last.

Ids and fixed words only. A line that is altered, removed from the middle or put in breaks every
hash after it. Lines cut off at the end show only to whoever kept a later head: `status` gives it,
and the replica has the same. PBX-80.
"""

import hashlib
import json
from dataclasses import astuple, dataclass
from datetime import datetime

from sotto.keyring.database import Database

_COLUMNS = "number, at, deed, tenant, object, actor, peer, detail, hash"
_AT_ONCE = 5000


@dataclass(frozen=True, slots=True)
class Deed:
    """tenant, object: UUIDs, or empty; peer: the system user; detail: fixed words, numbers."""

    deed: str
    tenant: str = ""
    object: str = ""
    actor: str = ""
    peer: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class DeedLog:
    database: Database

    def append(self, deed: Deed, *, now: datetime) -> None:
        """Inside a transaction: that of the deed itself."""
        number, before = self.head()
        at = now.isoformat()
        digest = _hash(before, number + 1, at, deed)
        self.database.write(
            f"INSERT INTO deed ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 -- ours.
            number + 1,
            at,
            *astuple(deed),
            digest,
        )

    def head(self) -> tuple[int, bytes]:
        """The last line's number and hash; of an empty log, the hash of the store's name."""
        rows = self.database.read("SELECT number, hash FROM deed ORDER BY number DESC LIMIT 1")
        return rows[0] if rows else (0, hashlib.sha256(self.database.meta("store")).digest())

    def lines(self, *, after: int, limit: int) -> list[dict[str, str | int]]:
        rows = self.database.read(
            f"SELECT {_COLUMNS} FROM deed WHERE number > ? ORDER BY number LIMIT ?",  # noqa: S608
            after,
            limit,
        )
        names = _COLUMNS.split(", ")
        return [dict(zip(names, (*row[:-1], row[-1].hex()), strict=True)) for row in rows]

    def first_fault(self) -> int:
        """The number of the first line that does not follow from the one before; 0: none."""
        number, before = 0, hashlib.sha256(self.database.meta("store")).digest()
        while rows := self.database.read(
            f"SELECT {_COLUMNS} FROM deed WHERE number > ? ORDER BY number LIMIT ?",  # noqa: S608
            number,
            _AT_ONCE,
        ):
            for found, at, *words, digest in rows:
                expected = _hash(before, number + 1, at, Deed(*words))
                if found != number + 1 or digest != expected:
                    return number + 1
                number, before = found, digest
        return 0


def _hash(before: bytes, number: int, at: str, deed: Deed) -> bytes:
    line = json.dumps([number, at, *astuple(deed)], separators=(",", ":"))
    return hashlib.sha256(before + line.encode()).digest()
