"""Keys that a client has had already: good while the generation stands still, and no longer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Shelf = TypeVar("Shelf")
Name = TypeVar("Name")
Key = TypeVar("Key")
LIMIT = 50_000


@dataclass
class Cache(Generic[Shelf, Name, Key]):
    """Of one generation. A new generation is a new cache: what is in an old one is never seen.

    A page's keys are for one person and purpose: they stand on one shelf, which is found once.
    """

    generation: int
    _shelves: dict[Shelf, dict[Name, Key]] = field(default_factory=dict)
    _count: int = 0

    def on(self, shelf: Shelf) -> Mapping[Name, Key]:
        return self._shelves.get(shelf, {})

    def keep(self, shelf: Shelf, keys: Mapping[Name, Key]) -> None:
        names = self._shelves.pop(shelf, {})
        names.update(keys)
        self._shelves[shelf] = names  # Last, as the one that was added to last.
        self._count += len(keys)
        if self._count > LIMIT:
            self._drop_older_half()

    def _drop_older_half(self) -> None:
        """By shelf, and on a shelf by key. Others may be reading: what they hold stays as it is."""
        kept: dict[Shelf, dict[Name, Key]] = {}
        room = LIMIT // 2
        for shelf, names in reversed([*self._shelves.items()]):
            if not room:
                break
            newest = [*names.items()][-room:]
            kept[shelf] = dict(newest)
            room -= len(newest)
        self._shelves, self._count = dict(reversed(kept.items())), LIMIT // 2 - room
