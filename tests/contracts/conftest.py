from collections.abc import Iterator

import pytest

from tests.contracts.collector import Collector
from tests.contracts.edge_system import EdgeSystem, edge_system


@pytest.fixture(scope="session")
def edge() -> Iterator[EdgeSystem]:
    """One private SIP edge for all suites of a test process; it rings two seconds."""
    with edge_system() as system:
        yield system


@pytest.fixture(scope="session")
def collector(edge: EdgeSystem) -> Collector:
    collector = Collector(edge.events)
    collector.listen()
    return collector
