from collections.abc import Callable, Iterator

import pytest

from tests.contracts.collector import Collector
from tests.contracts.edge_system import EdgeSystem, TestDevice, edge_system
from tests.contracts.hiding import Desk, agent_at
from tests.contracts.sip_phone import Phone
from tests.contracts.sip_wire import TlsWire, UdpWire


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


@pytest.fixture
def ada(edge: EdgeSystem) -> Iterator[Phone]:
    phone = Phone(TlsWire(edge.kamailio.tls_port), edge.add_device("2001", name='Ada "A" Example'))
    assert phone.register().status == 200
    yield phone
    phone.wire.close()


@pytest.fixture
def bob(edge: EdgeSystem) -> Iterator[Phone]:
    device = edge.add_device("2002", name="Bob Example", algorithm="MD5")
    phone = Phone(TlsWire(edge.kamailio.tls_port), device)
    assert phone.register().status == 200
    yield phone
    phone.wire.close()


@pytest.fixture
def media(edge: EdgeSystem, ada: Phone) -> Iterator[Phone]:
    """The media application's SIP port."""
    phone = Phone(UdpWire(edge.kamailio.plain_port, source_port=edge.media_port), ada.device)
    yield phone
    phone.wire.close()


@pytest.fixture
def phones(edge: EdgeSystem) -> Iterator[Callable[[TestDevice], Phone]]:
    """More phones, registered; for tests that need a third."""
    made: list[Phone] = []

    def registered(device: TestDevice) -> Phone:
        made.append(Phone(TlsWire(edge.kamailio.tls_port), device))
        assert made[-1].register().status == 200
        return made[-1]

    yield registered
    for phone in made:
        phone.wire.close()


@pytest.fixture
def desk(edge: EdgeSystem) -> Iterator[Desk]:
    """The media application's own agent, which hides callers."""
    with agent_at(edge.media_port) as desk:
        yield desk


@pytest.fixture
def caller(edge: EdgeSystem) -> Iterator[Phone]:
    """At an address of its own, so that it can be looked for."""
    wire = TlsWire(edge.kamailio.tls_port, source="127.0.0.2")
    phone = Phone(wire, edge.add_device("2001", name="Ada Lovelace"), address="127.0.0.2")
    assert phone.register().status == 200
    yield phone
    phone.wire.close()
