"""Where the inspector listens."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class InspectorConfig:
    socket: Path
