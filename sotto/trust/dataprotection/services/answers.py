"""Where each recipient of an erasure stands, as the ledger and its certificates say it."""

from typing import Any, Final
from uuid import UUID

from sotto.personal_data.models import Erasure
from sotto.trust.recipients.queries import names_of, notices_of
from sotto.trust.recipients.rules import Answer, State, Topic
from sotto.trust.tenants.queries import estate_of
from sotto.trust.tenants.services import within

_UNTOLD: Final = {State.SILENT.value, State.IMPOSSIBLE.value, Answer.REFUSED.value}
_GOES: Final = {Topic.ERASURE, Topic.REMOVAL}


def note_recipients(entry: Erasure) -> None:
    """Where each stands. Who is silent, out of reach, or refuses, remains (PBX-70)."""
    entry.told = told_of(entry)
    entry.forget_remains("told")
    for one in entry.told:
        if one["state"] in _UNTOLD:
            entry.note("told", one["recipient"], why=one["state"])
    entry.save()


def told_of(entry: Erasure) -> list[dict[str, Any]]:  # Any: JSON
    """Each recipient that was told, how, and what came back: as a certificate says it.

    Of a removed customer its estate knows; what was said before that had gone stays.
    """
    if not entry.is_of_customer:
        return _told_of(entry.subject)
    estate = estate_of(entry.tenant_id)
    if estate is None:
        return []
    with within(estate.pk):
        return _told_of(entry.subject)


def _told_of(subject: UUID) -> list[dict[str, Any]]:
    notices = [one for one in notices_of(subject) if one.topic in _GOES]
    names = names_of(notices)
    return [
        {
            "recipient": names[one.recipient_id],
            "channel": one.recipient.channel,
            "state": one.answer or one.state.value,
            "at": at.isoformat() if (at := one.answered_at or one.sent_at) else None,
        }
        for one in notices
    ]
