"""Kamailio's control in memory, for the tests of rooms."""

from collections import defaultdict

from typing_extensions import override

from sotto.engines import EngineUnavailable
from sotto.engines.kamailio.client import KamailioControl


class FakeKamailio(KamailioControl):
    """Behaves like the engine; a test may register phones, and take the engine away."""

    def __init__(self) -> None:
        self.is_away = False
        self.times_routes_were_forgotten = 0
        self.contacts: dict[str, set[str]] = defaultdict(set)
        self.calls = 0

    def register(self, address: str, contact: str) -> None:
        self.contacts[address].add(contact)

    @override
    def ping(self) -> None:
        if self.is_away:
            raise EngineUnavailable("kamailio")

    @override
    def forget_routes(self) -> None:
        self.ping()
        self.times_routes_were_forgotten += 1

    @override
    def forget_contacts(self, address: str) -> None:
        self.ping()
        self.contacts.pop(address, None)

    @override
    def registrations(self) -> int:
        self.ping()
        return sum(len(contacts) for contacts in self.contacts.values())

    @override
    def active_calls(self) -> int:
        self.ping()
        return self.calls
