"""Whom webhooks trust."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class WebhookConfig:
    """ca_file: of a private authority; none: those of the system vouch for receivers."""

    ca_file: Path | None = None
