"""Time runs: officers are reminded, and alarmed when it is over. Each once; `mailing` says so."""

from datetime import datetime

from django.db import transaction

from sotto.trust.requests import queries
from sotto.trust.requests.models import DataRequest, Reminder


@transaction.atomic
def remind(*, now: datetime) -> list[Reminder]:
    """What is due in the current tenant and was not said before. now: aware."""
    made = []
    for request in queries.unanswered().select_for_update(of=("self",)):
        due = queries.reminders_due(request, today=now.date())
        made += [_remind(request, day, now) for day in due]
    return made


def _remind(request: DataRequest, day: int, now: datetime) -> Reminder:
    return Reminder.objects.create(tenant_id=request.tenant_id, request=request, day=day, at=now)
