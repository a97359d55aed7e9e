"""Putting data right (Art. 16): each room says which of its fields, and does it itself."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.functional import Promise

from sotto.personal_data.actor import Actor, acting, current_actor
from sotto.personal_data.vocabulary import Purpose
from sotto.trust.recipients.rules import Topic
from sotto.trust.recipients.services import tell
from sotto.trust.requests import queries, rules
from sotto.trust.requests.models import Correction
from sotto.trust.requests.rules import Kind, State
from sotto.trust.requests.services.errors import FieldUnknown, NotNow, TooLong
from sotto.trust.requests.services.steps import add_step, expect, locked


@dataclass(frozen=True, slots=True)
class Rectifier:
    """One field of one room. field: `table.name`, no value ever.

    now: what stands there of this person; None when it has no such thing. correct: puts the new
    value there, in all projections too, and forgets the old one; raises the room's own refusal.
    """

    field: str
    title: str | Promise
    now: Callable[[UUID], str | None]
    correct: Callable[[UUID, str], None]


_rectifiers: dict[str, Rectifier] = {}


def register_rectifier(rectifier: Rectifier) -> None:
    """Called by a room when it starts; a second time changes nothing."""
    _rectifiers[rectifier.field] = rectifier


def fields_of(subject: UUID) -> list[tuple[Rectifier, str]]:
    """What can be put right for this person, each with what stands there now."""
    with _serving_its_right():
        found = [(one, one.now(subject)) for one in _rectifiers.values()]
    return [(one, value) for one, value in found if value is not None]


@transaction.atomic
def correct(request: UUID, *, field: str, value: str) -> Correction:
    """Of a rectification that was granted. The old value is gone; the trail keeps neither.

    Raises RequestUnknown, NotNow, FieldUnknown, TooLong, and what the room refuses.
    """
    found = locked(request)
    expect(found, State.DECIDED)
    if found.kind != Kind.RECTIFICATION or not queries.is_granted(found):
        raise NotNow(request)
    if len(value) > rules.LINE_LETTERS:
        raise TooLong
    rectifier = _rectifiers.get(field)
    with _serving_its_right():
        if rectifier is None or rectifier.now(found.owner) is None:
            raise FieldUnknown
        rectifier.correct(found.owner, value.strip())
    tell(found.owner, Topic.RECTIFICATION, fields=[field])
    return add_step(found, Correction, field=field)


def _serving_its_right() -> AbstractContextManager[Actor]:
    """The data of a restricted person is put right as well: often that is why it is restricted."""
    actor = current_actor()
    return acting(actor.id, purpose=Purpose.ACCESS, interface=actor.interface)
