"""What the rest of Sotto asks of Kamailio: the same answers from the fake and from the engine."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

import pytest

from sotto.engines import EngineUnavailable
from sotto.engines.kamailio import health
from sotto.engines.kamailio.client import KamailioClient, KamailioControl
from sotto.engines.kamailio.config import ConfigRefused
from sotto.engines.kamailio.fake import FakeKamailio
from tests.contracts.edge_system import REALM, EdgeSystem, TestDevice
from tests.contracts.sip_phone import Phone
from tests.contracts.sip_wire import TlsWire

pytestmark = pytest.mark.contract


@dataclass
class Running:
    control: KamailioControl
    register: Callable[[], str]  # Registers a phone, returns its address of record.


@pytest.fixture(params=["fake", "real"])
def kamailio(request: pytest.FixtureRequest) -> Iterator[Running]:
    yield from {"fake": _fake, "real": _real}[request.param](request)


def _fake(_request: pytest.FixtureRequest) -> Iterator[Running]:
    fake = FakeKamailio()

    def register() -> str:
        address = f"sip:{len(fake.contacts)}@{REALM}"
        fake.register(address, "sip:x@127.0.0.1")
        return address

    yield Running(fake, register)


def _real(request: pytest.FixtureRequest) -> Iterator[Running]:
    edge: EdgeSystem = request.getfixturevalue("edge")
    phones: list[Phone] = []

    def register() -> str:
        device: TestDevice = edge.add_device("2001")
        phones.append(Phone(TlsWire(edge.kamailio.tls_port), device))
        assert phones[-1].register().status == 200
        return f"sip:{UUID(device.person).hex}@{REALM}"

    yield Running(edge.control, register)
    for phone in phones:
        phone.wire.close()


def test_it_answers(kamailio: Running) -> None:
    kamailio.control.ping()
    assert health.is_healthy(kamailio.control)


def test_registrations_are_counted_and_forgotten(kamailio: Running) -> None:
    address = kamailio.register()
    count = kamailio.control.registrations()
    assert count >= 1
    kamailio.control.forget_contacts(address)
    assert kamailio.control.registrations() < count


def test_forgetting_who_is_not_registered_does_nothing(kamailio: Running) -> None:
    before = kamailio.control.registrations()
    kamailio.control.forget_contacts(f"sip:nobody@{REALM}")
    assert kamailio.control.registrations() == before


def test_routes_can_be_forgotten_again_and_again(kamailio: Running) -> None:
    kamailio.control.forget_routes()
    kamailio.control.forget_routes()
    assert health.is_healthy(kamailio.control)


def test_calls_are_counted(kamailio: Running) -> None:
    assert kamailio.control.active_calls() >= 0


@pytest.mark.parametrize("ask", ["ping", "forget_routes", "registrations", "active_calls"])
@pytest.mark.parametrize("kind", ["fake", "real"])
def test_an_engine_that_is_away_is_said_to_be(kind: str, ask: str, tmp_path: Path) -> None:
    fake = FakeKamailio()
    fake.is_away = True
    away: KamailioControl = {"fake": fake, "real": KamailioClient(tmp_path / "none")}[kind]
    assert not health.is_healthy(away)
    with pytest.raises(EngineUnavailable, match=r"^kamailio$") as raised:
        getattr(away, ask)()
    assert raised.value.__suppress_context__ or raised.value.__context__ is None


def test_applying_the_same_configuration_changes_nothing(edge: EdgeSystem) -> None:
    assert edge.kamailio.apply() is False


def test_a_configuration_that_the_engine_refuses_is_not_put_in_place(edge: EdgeSystem) -> None:
    before = edge.kamailio.main_file.read_text()
    with pytest.raises(ConfigRefused):
        replace(edge.kamailio, address="no address").apply()
    assert edge.kamailio.main_file.read_text() == before
    assert edge.kamailio.apply() is False
