"""Erasures as templates take them: words, lines and steps."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from sotto.personal_data.models import STEPS, Erasure
from sotto.trust.dataprotection import queries
from sotto.trust.dataprotection.pages import words
from sotto.trust.dataprotection.rules import State
from sotto.trust.dataprotection.services.wording import counts_as_shown, kept_as_shown

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Step:
    """One of the stepper's; `is_next` is the one that is waited for."""

    text: Text
    at: datetime | None
    is_next: bool


def erasure_as_shown(entry: Erasure) -> dict[str, Any]:  # Any: for a template
    state = queries.state_of_erasure(entry)
    return {
        "erasure": entry,
        "state": words.STATES[state],
        "colour": words.COLOURS[state],
        "steps": _steps(entry),
        "done": sum(1 for at in entry.times.values() if at is not None),
        "of": len(STEPS),
        "ends_at": _end_of_grace(entry, state),
        "may_cancel": state in {State.ASKED, State.IN_GRACE},
        "may_approve": state is State.ASKED,
        "is_running": state is State.RUNNING or (state is State.IN_GRACE and not entry.grace),
        "counts": counts_as_shown(entry.counts),
        "kept": [kept_as_shown(one) for one in entry.kept],
        "remains": [{**one, "text": words.REMAINS[one["step"]]} for one in entry.remains],
        "told": [(one["recipient"], recipient_state(one["state"])) for one in entry.told],
        "certificates": list(entry.certificates.all()),
    }


def _steps(entry: Erasure) -> list[Step]:
    """Up to where it was cancelled; else all of them, the next one marked."""
    times = entry.times
    if entry.cancelled_at is not None:
        return [Step(words.STEPS[name], at, False) for name, at in times.items() if at is not None]
    following = next((name for name, at in times.items() if at is None), "")
    return [Step(words.STEPS[name], at, name == following) for name, at in times.items()]


def _end_of_grace(entry: Erasure, state: State) -> datetime | None:
    if state is not State.IN_GRACE or entry.restricted_at is None:
        return None
    return entry.restricted_at + entry.grace


def recipient_state(state: str) -> Text:
    """In words; what a recipient answered stands as it is."""
    return words.RECIPIENTS.get(state, state)
