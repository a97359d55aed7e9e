"""Where an archive is written to while somebody reads it: nothing of it lies on a disk."""

from collections.abc import Sequence

from sotto.lib.age import AgeWriter, Lock


class _Pipe:
    """Keeps what was written until it is fetched."""

    def __init__(self) -> None:
        self._pending = bytearray()

    @property
    def waiting(self) -> int:
        return len(self._pending)

    def write(self, raw: bytes) -> int:
        self._pending += raw
        return len(raw)

    def fetch(self) -> bytes:
        fetched = bytes(self._pending)
        self._pending.clear()
        return fetched


class Outlet:
    """A file that can't be sought in, for `zipfile`. locks: to whom it is encrypted (age)."""

    def __init__(self, locks: Sequence[Lock] = ()) -> None:
        self._pipe = _Pipe()
        self._age = AgeWriter(self._pipe, locks) if locks else None  # type: ignore[arg-type]  # It only writes.

    def write(self, raw: bytes) -> int:
        return self._age.write(raw) if self._age else self._pipe.write(raw)

    def flush(self) -> None:
        """`zipfile` asks for it; whoever reads fetches."""

    @property
    def waiting(self) -> int:
        """Bytes that a `fetch` would give."""
        return self._pipe.waiting

    def fetch(self) -> bytes:
        """What was written since the last time."""
        return self._pipe.fetch()

    def close(self) -> None:
        """The last encrypted block; a `fetch` must follow."""
        if self._age:
            self._age.close()
