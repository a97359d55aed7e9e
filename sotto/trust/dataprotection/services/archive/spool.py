"""Items between being opened and being written: compressed, in memory, never on a disk.

A call takes about 60 bytes so, a tenth of its text: ten million items fit where none is dropped.
"""

import json
import zlib
from collections.abc import Iterator
from typing import Any

_AT_ONCE = 256  # Items compressed together.
Record = dict[str, Any]  # Any: JSON


class Spool:
    """Items in the order in which they were added; may be read again and again."""

    def __init__(self) -> None:
        self._blocks: list[bytes] = []
        self._open: list[Record] = []
        self._count = 0

    def add(self, record: Record) -> None:
        self._open.append(record)
        self._count += 1
        if len(self._open) == _AT_ONCE:
            self._blocks.append(zlib.compress(_text(self._open), 1))
            self._open = []

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Record]:
        for block in self._blocks:
            yield from json.loads(zlib.decompress(block))
        yield from json.loads(_text(self._open))


def _text(records: list[Record]) -> bytes:
    return json.dumps(records, ensure_ascii=False, separators=(",", ":")).encode()
