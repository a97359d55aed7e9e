"""News between rooms: a frozen fact is published, and whoever reacts to its kind is called.

Within the transaction of the publisher, in the order of registration: a reaction that fails undoes
the fact. What may happen later is a job, deferred by the reaction.
"""

from collections import defaultdict
from collections.abc import Callable, Collection
from typing import Any, TypeVar

from django.db import InterfaceError, OperationalError, transaction

from sotto.keyring.client import KeyringUnavailable

Fact = TypeVar("Fact")
_reactions: dict[type, list[Callable[[Any], None]]] = defaultdict(list)  # Any: the fact's own type


def publish(fact: object) -> None:
    for react in _reactions[type(fact)]:
        react(fact)


def publish_apart(fact: object, *, only: Collection[str] = ()) -> dict[str, str]:
    """For facts that can't be undone: one reaction that fails must not stop the others.

    Each runs in a savepoint of its own. Returns those that failed, by name, with the kind of
    failure. only: names from an earlier return, to try those again. Neighbours that are away
    (database, keyring) pass through: then nothing has happened.
    """
    failed: dict[str, str] = {}
    for react in _reactions[type(fact)]:
        name = f"{react.__module__.removeprefix('sotto.')}.{react.__name__}"
        if only and name not in only:
            continue
        try:
            with transaction.atomic():
                react(fact)
        except (OperationalError, InterfaceError, KeyringUnavailable):
            raise
        except Exception as failure:  # noqa: BLE001 -- whatever it was, the others go on.
            failed[name] = type(failure).__name__
    return failed


def reacts_to(kind: type[Fact]) -> Callable[[Callable[[Fact], None]], Callable[[Fact], None]]:
    """Decorates a room's reaction; `reactions.py` is imported by the room's app config."""

    def register(react: Callable[[Fact], None]) -> Callable[[Fact], None]:
        _reactions[kind].append(react)
        return react

    return register


def reactions_to(kind: type) -> tuple[Callable[[Any], None], ...]:
    """Who hears of facts of this kind. Any: the fact's own type."""
    return tuple(_reactions[kind])
