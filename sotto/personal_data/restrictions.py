"""For which purposes a living person's data may not be opened now, and on whose word.

Several rooms may deny purposes for one person at once: an erasure in its grace, a restriction of
Art. 18, an objection. The keyring knows one set for each person: it is the union of all of them.
"""

from collections.abc import Callable, Iterable
from uuid import UUID

from sotto.personal_data.actor import current_actor
from sotto.personal_data.keys import keyring
from sotto.personal_data.vocabulary import Purpose

Source = Callable[[UUID], Iterable[Purpose]]
_sources: list[Source] = []


def denies(source: Source) -> Source:
    """Decorates a function: the purposes that its room denies for a subject, in this tenant."""
    _sources.append(source)
    return source


def denied_for(subject: UUID) -> set[Purpose]:
    return {purpose for source in _sources for purpose in source(subject)}


def apply(tenant: UUID, subject: UUID) -> None:
    """Tell the keyring, after a room changed its mind. Raises KeyringUnavailable."""
    denied = sorted(str(purpose) for purpose in denied_for(subject))
    keyring().restrict(tenant, subject, denied, actor=current_actor().id)
