"""What was done to a list of entries, told from their hashes beside those that were signed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from sotto.trust.audit.rules.findings import Finding, Kind, Source


def compare(
    source: Source, found: Mapping[int, bytes], reference: Sequence[bytes], *, first: int
) -> list[Finding]:
    """found: by index; what lies beyond the reference is not looked at. first: pruned before."""
    size = len(reference)
    wrong = [index for index, leaf in found.items() if index < size and leaf != reference[index]]
    absent = [index for index in range(first, size) if index not in found]
    if not wrong and not absent:
        return []
    return list(_Difference(source, found, reference, wrong, absent).told())


@dataclass
class _Difference:
    source: Source
    found: Mapping[int, bytes]
    reference: Sequence[bytes]
    wrong: Sequence[int]
    absent: Sequence[int]

    def told(self) -> Iterator[Finding]:
        known = set(self.reference)
        present = set(self.found.values())
        unknown = [index for index in self.wrong if self.found[index] not in known]
        lost = {
            index for index in {*self.wrong, *self.absent} if self.reference[index] not in present
        }
        changed = [index for index in unknown if index in lost]
        inserted = [index for index in unknown if index not in lost]
        yield from self._runs(Kind.CHANGED, changed)
        yield from self._runs(Kind.INSERTED, inserted)
        yield from self._gone(sorted(lost - set(changed)))
        yield from self._moved({*self.wrong} - set(unknown), lost, inserted)

    def _gone(self, gone: Sequence[int]) -> Iterator[Finding]:
        """The last ones are cut off, others removed."""
        size = len(self.reference)
        for start, count in runs(gone):
            is_end = start + count == size and size - 1 in self.absent
            kind = Kind.TRUNCATED if is_end else Kind.REMOVED
            yield Finding(kind, self.source, start, count)

    def _moved(self, moved: set[int], lost: set[int], inserted: Sequence[int]) -> Iterator[Finding]:
        """What stands elsewhere because something before it was removed or put in is no news."""
        places = moved | (set(self.absent) - lost)
        if places and not any(index <= min(places) for index in {*lost, *inserted}):
            yield Finding(Kind.REORDERED, self.source, min(places), len(places))

    def _runs(self, kind: Kind, indices: Sequence[int]) -> Iterator[Finding]:
        for start, count in runs(sorted(indices)):
            yield Finding(kind, self.source, start, count)


def runs(indices: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Start and length of what follows one upon another in a sorted list."""
    for _, group in groupby(enumerate(indices), lambda one: one[1] - one[0]):
        members = [index for _, index in group]
        yield members[0], len(members)
