"""The day that retention believes. A clock that is wrong by years must not delete a thing early.

The latest day that was believed is kept and never goes back. Behind it, nothing runs, and what was
sealed meanwhile is treated as younger. Far ahead of it, somebody has to confirm.
"""

from datetime import date, datetime

import structlog
from django.db import transaction

from sotto.backbone import events
from sotto.personal_data.actor import current_actor
from sotto.trust.audit.services import record
from sotto.trust.retention import rules
from sotto.trust.retention.events import ClockDoubted
from sotto.trust.retention.models import ClockFault, KnownDay
from sotto.trust.retention.rules import Clock
from sotto.trust.retention.services.errors import DayRefused
from sotto.trust.tenants.queries import tenant_by_id
from sotto.trust.tenants.services import current_tenant

log = structlog.get_logger()


@transaction.atomic
def look_at_clock(*, now: datetime) -> Clock:
    """What to think of this day; a good one is remembered. now: aware, UTC."""
    known = _known_day()
    today = now.date()
    judged = rules.judge(today, known=known.day)
    match judged:
        case Clock.GOOD:
            known.day, known.doubted = today, None
        case Clock.AHEAD:
            _raise_doubt(known, today)
        case Clock.BEHIND:
            ClockFault.objects.get_or_create(
                tenant_id=current_tenant(),
                showed=today,
                known=known.day,
                defaults={"found_at": now},
            )
            _raise_doubt(known, today)
    known.save()
    return judged


@transaction.atomic
def confirm_day(day: date, *, now: datetime) -> None:
    """Somebody says that the clock is right. Raises DayRefused when it shows another day."""
    if day != now.date():
        raise DayRefused
    known = _known_day()
    known.day, known.doubted, known.confirmed_by = day, None, current_actor().id
    known.save()
    record("retention:clock:confirmed", object_id=known.pk)


def _raise_doubt(known: KnownDay, today: date) -> None:
    if known.doubted is None:
        record("retention:clock:doubted", object_id=known.pk)
        events.publish(ClockDoubted(current_tenant()))
        log.warning("retention.clock_doubted", tenant=str(current_tenant()))
    known.doubted = today


def _known_day() -> KnownDay:
    """Locked. In the beginning it is the day on which the tenant was made."""
    tenant = current_tenant()
    made = tenant_by_id(tenant).made_at.date()
    known, _ = KnownDay.objects.get_or_create(tenant_id=tenant, defaults={"day": made})
    return KnownDay.objects.select_for_update().get(pk=known.pk)
