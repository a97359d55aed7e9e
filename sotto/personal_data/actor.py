"""Who acts, why, and through which door: without that, nothing is opened."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from sotto.personal_data.vocabulary import Interface, Purpose

SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """`id` is a pseudonym (a UUID's text) or `system`; never a name."""

    id: str
    purpose: Purpose
    interface: Interface


class NobodyActs(Exception):
    """Personal data was touched outside `acting(…)`: a mistake in the program, not of the user."""


_current: ContextVar[Actor | None] = ContextVar("sotto_actor", default=None)


@contextmanager
def acting(
    actor: str = SYSTEM,
    *,
    purpose: Purpose = Purpose.OPERATE,
    interface: Interface = Interface.SYSTEM,
) -> Iterator[Actor]:
    """Everything inside is done by this actor for this purpose."""
    chosen = Actor(actor, purpose, interface)
    token = _current.set(chosen)
    try:
        yield chosen
    finally:
        _current.reset(token)


def current_actor() -> Actor:
    """Raises NobodyActs."""
    actor = _current.get()
    if actor is None:
        raise NobodyActs
    return actor
