"""How much of one kind of thing was written or read: counted and digested as it passes."""

import hashlib
from dataclasses import dataclass, field

from sotto.trust.backup.services.manifest import Extent


@dataclass
class Meter:
    """Names, sizes and contents, in their order."""

    count: int = 0
    size: int = 0
    _digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    def begin(self, name: str, size: int) -> None:
        self.count += 1
        self._digest.update(f"{name} {size}\n".encode())

    def add(self, content: bytes) -> None:
        self.size += len(content)
        self._digest.update(content)

    def extent(self) -> Extent:
        return Extent(count=self.count, size=self.size, digest=self._digest.hexdigest())
