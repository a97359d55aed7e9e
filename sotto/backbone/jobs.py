"""What runs later: procrastinate behind three names. Arguments are ids only.

A job deferred inside a transaction vanishes with its rollback.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app


def job(name: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Decorates a room's job: keyword arguments, each the text of a UUID; safe to repeat.

    One that raises is tried again, after 4, 16, 64 … seconds, ten times.
    """

    def register(run: Callable[..., None]) -> Callable[..., None]:
        app.task(name=name, retry=RetryStrategy(max_attempts=10, exponential_wait=4))(run)
        return run

    return register


def every(cron: str, name: str) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Decorates a job that runs by the clock (cron syntax, UTC)."""

    def register(run: Callable[[], None]) -> Callable[[], None]:
        def ticked(timestamp: int) -> None:  # noqa: ARG001 -- procrastinate passes it by name.
            run()

        app.periodic(cron=cron)(app.task(name=name, queueing_lock=name)(ticked))
        return run

    return register


def later(name: str, *, seconds: int = 0, **ids: UUID) -> None:
    """Run a job after this transaction has committed, and so many seconds later."""
    arguments: dict[str, Any] = {key: str(value) for key, value in ids.items()}  # Any: JSON
    when: dict[str, Any] = {"schedule_in": {"seconds": seconds}} if seconds else {}
    app.configure_task(name, **when).defer(**arguments)
