"""When a backup is due, which go, what may be in one, and when a drill has passed. Pure."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any
from uuid import UUID

FORMAT = "sotto backup 1"
SUFFIX = ".sotto.age"
SHORTEST_PASSWORD = 12

_FILE_NAME = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{8}\.sotto\.age")
_TABLE = re.compile(r"tables/([a-z0-9_]{1,63})/(\d{6})")
_AUDIT = re.compile(r"audit/[A-Za-z0-9_][A-Za-z0-9._-]*(?:/[A-Za-z0-9_][A-Za-z0-9._-]*)*")
_SEALED = re.compile(r"files/([0-9a-f]{32})/([0-9a-f]{32})")
RETRY = timedelta(minutes=30)


class Part(IntEnum):
    """What an archive consists of, in this order."""

    MANIFEST = 0
    AUDIT = 1
    SETTINGS = 2
    TABLE = 3
    FILE = 4
    CONTENTS = 5
    SIGNATURE = 6


@dataclass(frozen=True, slots=True)
class Member:
    """One entry's name, understood. table, number: of a table's piece; tenant, file: a file's."""

    part: Part
    name: str
    table: str = ""
    number: int = 0
    tenant: UUID | None = None
    file: UUID | None = None


FIXED = {
    "manifest.json": Part.MANIFEST,
    "settings/sotto.toml": Part.SETTINGS,
    "contents.json": Part.CONTENTS,
    "signature": Part.SIGNATURE,
}


def member_named(name: str) -> Member | None:
    """None for a name that no backup has: an absolute path, one with dots, anything else."""
    if name in FIXED:
        return Member(FIXED[name], name)
    if found := _TABLE.fullmatch(name):
        return Member(Part.TABLE, name, table=found[1], number=int(found[2]))
    if found := _SEALED.fullmatch(name):
        return Member(Part.FILE, name, tenant=UUID(hex=found[1]), file=UUID(hex=found[2]))
    if _AUDIT.fullmatch(name):
        return Member(Part.AUDIT, name)
    return None


def file_name(backup: UUID, *, made_at: datetime) -> str:
    """made_at: UTC. Sorts by time."""
    return f"{made_at:%Y%m%dT%H%M%SZ}-{backup.hex[:8]}{SUFFIX}"


def is_file_name(name: str) -> bool:
    """Whether we named it: only such files are ever removed."""
    return _FILE_NAME.fullmatch(name) is not None


def to_remove(names: Iterable[str], *, keep: int) -> list[str]:
    """The oldest backups beyond `keep`."""
    ours = sorted(name for name in names if is_file_name(name))
    return ours[: max(len(ours) - keep, 0)]


def is_due(
    *, made: datetime | None, tried: datetime | None, every: timedelta, now: datetime
) -> bool:
    """Whether to make one now. A clock that was set back makes one due: the future proves nothing.

    made: when the last one began that succeeded; tried: the last attempt.
    """
    if tried is not None and timedelta() <= now - tried < min(RETRY, every):
        return False
    return made is None or not timedelta() <= now - made < every


def is_overdue(*, made: datetime | None, since: datetime, every: timedelta, now: datetime) -> bool:
    """Whether the newest backup is older than two intervals. since: when they were switched on."""
    return now - (made or since) > 2 * every


def newer_migrations(
    archive: Mapping[str, Collection[str]], known: Mapping[str, Collection[str]]
) -> list[str]:
    """Steps of the schema that this version does not know."""
    return sorted(
        f"{app}.{name}"
        for app, names in archive.items()
        for name in names
        if name not in known.get(app, ())
    )


@dataclass
class Findings:
    """What a drill could open, in values (one envelope each) and files.

    forgotten: behind a period key that retention destroyed. restricted: alive, and denied for now.
    rows_differ: tables whose count is not the manifest's.
    """

    rows: int = 0
    rows_differ: int = 0
    living_opened: int = 0
    living_closed: int = 0
    erased_opened: int = 0
    erased_closed: int = 0
    forgotten: int = 0
    restricted: int = 0
    damaged: int = 0
    files_living_opened: int = 0
    files_living_closed: int = 0
    files_erased_opened: int = 0
    files_erased_closed: int = 0
    files_forgotten: int = 0
    files_missing: int = 0
    people_erased: int = 0

    @property
    def passed(self) -> bool:
        """Erased: nothing opens. Living: everything does. Rows: as many as were saved."""
        wrong = (
            self.rows_differ,
            self.living_closed,
            self.erased_opened,
            self.damaged,
            self.files_living_closed,
            self.files_erased_opened,
            self.files_missing,
        )
        return not any(wrong)

    def to_json(self) -> dict[str, int]:
        return asdict(self)

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> "Findings":  # Any: JSON
        return cls(**{one.name: int(raw[one.name]) for one in fields(cls)})
