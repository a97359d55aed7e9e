"""Tell other processes that something changed: ids over PostgreSQL's NOTIFY, sent at commit."""

from collections.abc import Generator
from contextlib import closing
from typing import Any
from uuid import UUID

import psycopg
from django.db import connection

CHANNELS = ("mailbox_changed", "routes_changed")


def tell(channel: str, item: UUID) -> None:
    """All processes that listen on `channel` hear of `item` once this transaction commits."""
    if channel not in CHANNELS:
        raise ValueError(f"{channel} is no channel; there are {', '.join(CHANNELS)}.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", (channel, str(item)))


def listen(channel: str, *, idle: float = 1.0) -> Generator[UUID | None, None, None]:
    """Ids as they come, on a connection of its own; None after each `idle` seconds of silence.

    Raises psycopg.OperationalError when PostgreSQL goes away: what was missed must be looked up.
    """
    if channel not in CHANNELS:
        raise ValueError(f"{channel} is no channel; there are {', '.join(CHANNELS)}.")
    with closing(psycopg.connect(**_parameters(), autocommit=True)) as listener:
        listener.execute(f"LISTEN {channel}")
        while True:
            heard = list(listener.notifies(timeout=idle, stop_after=1))
            yield UUID(heard[0].payload) if heard else None


def _parameters() -> dict[str, Any]:  # Any: as psycopg takes them
    parameters = connection.get_connection_params()
    for name in ("cursor_factory", "context", "prepare_threshold"):
        parameters.pop(name, None)
    return dict(parameters)
