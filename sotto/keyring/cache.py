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
        self._count += len(keys)
        if self._count > LIMIT:
            self._shelves, self._count = {}, len(keys)
        self._shelves.setdefault(shelf, {}).update(keys)
