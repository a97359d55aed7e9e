"""News between rooms: a frozen fact is published, and whoever reacts to its kind is called.

Within the transaction of the publisher, in the order of registration: a reaction that fails undoes
the fact. What may happen later is a job, deferred by the reaction.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

Fact = TypeVar("Fact")
_reactions: dict[type, list[Callable[[Any], None]]] = defaultdict(list)  # Any: the fact's own type


def publish(fact: object) -> None:
    for react in _reactions[type(fact)]:
        react(fact)


def reacts_to(kind: type[Fact]) -> Callable[[Callable[[Fact], None]], Callable[[Fact], None]]:
    """Decorates a room's reaction; `reactions.py` is imported by the room's app config."""

    def register(react: Callable[[Fact], None]) -> Callable[[Fact], None]:
        _reactions[kind].append(react)
        return react

    return register
