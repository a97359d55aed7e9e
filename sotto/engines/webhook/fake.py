"""Receivers of webhooks in memory, for the tests of rooms."""

from typing import Any

from typing_extensions import override

from sotto.engines import EngineUnavailable
from sotto.engines.webhook.client import Message, WebhookRefused, Webhooks, parts_of


class FakeWebhooks(Webhooks):
    """Keeps what it was told; a test says what an address answers, or that it is away."""

    def __init__(self) -> None:
        self.is_away = False
        self.answers: dict[str, dict[str, Any]] = {}  # Any: JSON
        self.refusing: set[str] = set()
        self.told: list[tuple[str, Message]] = []

    @override
    def post(self, address: str, message: Message, *, secret: str) -> dict[str, Any]:
        parts_of(address)
        if self.is_away:
            raise EngineUnavailable("webhook")
        if address in self.refusing:
            raise WebhookRefused
        self.told.append((address, message))
        return self.answers.get(address, {})
