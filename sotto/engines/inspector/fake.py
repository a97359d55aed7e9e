"""An inspector in memory, for tests of what a search means. It finds what a test has put there."""

from typing_extensions import override

from sotto.engines import EngineUnavailable
from sotto.engines.inspector.client import Inspector, Place, Searched


class FakeInspector(Inspector):
    """A test lays markers down, or takes the inspector away."""

    def __init__(self) -> None:
        self.is_away = False
        self.places: list[Place] = []

    @override
    def search(self) -> Searched:
        if self.is_away:
            raise EngineUnavailable("inspector")
        return Searched(tuple(self.places), len(self.places), 1, 0.0, ())
