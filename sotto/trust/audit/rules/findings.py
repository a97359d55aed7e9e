"""What a verification can find."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self


class Kind(StrEnum):
    """What was done to the trail."""

    CHANGED = "changed"
    REMOVED = "removed"
    INSERTED = "inserted"
    REORDERED = "reordered"
    TRUNCATED = "truncated"
    ROLLED_BACK = "rolled back"
    REWRITTEN = "rewritten"  # A checkpoint that was signed before does not fit any more.
    UNSIGNED = "unsigned"  # A checkpoint that this key has not signed, or no checkpoint at all.
    MISSING = "missing"
    FOREIGN = "foreign"


class Source(StrEnum):
    """Where it was found."""

    DATABASE = "database"
    BUNDLES = "bundles"
    TILES = "tiles"
    CHECKPOINT = "checkpoint"
    WITNESS = "witness"
    PRUNING = "pruning"
    EVERYWHERE = "everywhere"


@dataclass(frozen=True, slots=True)
class Finding:
    """Entries are counted from 0; `first` is the first that it concerns, `file` its name if any."""

    kind: Kind
    source: Source
    first: int
    count: int = 1
    file: str = ""

    def as_json(self) -> dict[str, Any]:  # Any: JSON
        return {
            "kind": str(self.kind),
            "source": str(self.source),
            "first": self.first,
            "count": self.count,
            "file": self.file,
        }

    @classmethod
    def of_json(cls, told: Mapping[str, Any]) -> Self:  # Any: JSON
        kind, source = Kind(told["kind"]), Source(told["source"])
        return cls(kind, source, told["first"], told["count"], told["file"])


@dataclass(frozen=True, slots=True)
class Findings:
    """size: entries under the checkpoint. first: those before it were pruned.

    rows: entries compared in the database. waiting: entries there that no checkpoint covers yet.
    checkpoints: how many signed checkpoints the tree was held against.
    """

    size: int
    first: int
    rows: int
    waiting: int
    checkpoints: int
    faults: tuple[Finding, ...]

    @property
    def is_sound(self) -> bool:
        return not self.faults

    @property
    def from_entry(self) -> int | None:
        """The first entry that can't be relied on; None when all can."""
        return min((one.first for one in self.faults), default=None)

    def as_json(self) -> dict[str, Any]:  # Any: JSON
        return {
            "is_sound": self.is_sound,
            "size": self.size,
            "first": self.first,
            "rows": self.rows,
            "waiting": self.waiting,
            "checkpoints": self.checkpoints,
            "from_entry": self.from_entry,
            "faults": [fault.as_json() for fault in self.faults],
        }
