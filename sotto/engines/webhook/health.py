"""Whether a receiver takes messages: asked with one that is about nobody."""

import time
from uuid import uuid4

from sotto.engines import EngineUnavailable
from sotto.engines.webhook.client import Message, WebhookRefused, Webhooks

TRIAL = "trial"


def trial() -> Message:
    return Message(str(uuid4()), int(time.time()), {"type": TRIAL})


def is_healthy(webhooks: Webhooks, address: str, *, secret: str) -> bool:
    try:
        webhooks.post(address, trial(), secret=secret)
    except (EngineUnavailable, WebhookRefused):
        return False
    return True
