"""Keys that a client has had already: good while the generation stands still, and no longer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Name = TypeVar("Name")
Key = TypeVar("Key")
LIMIT = 50_000


@dataclass
class Cache(Generic[Name, Key]):
    """Of one generation. A new generation is a new cache: what is in an old one is never seen."""

    generation: int
    _keys: dict[Name, Key] = field(default_factory=dict)

    def get(self, name: Name) -> Key | None:
        return self._keys.get(name)

    def keep(self, keys: Mapping[Name, Key]) -> None:
        if len(self._keys) + len(keys) > LIMIT:
            self._keys = {}
        self._keys.update(keys)
