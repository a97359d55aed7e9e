"""A tenant decides: for how long a class is kept, and what of calls is stored at all."""

from datetime import datetime, timedelta

from django.db import transaction

from sotto.backbone import events
from sotto.personal_data.actor import current_actor
from sotto.personal_data.vocabulary import Retention
from sotto.trust.audit.services import record
from sotto.trust.retention import queries
from sotto.trust.retention.events import MaskingChosen, PeriodChosen
from sotto.trust.retention.models import MaskingDecision, PeriodDecision
from sotto.trust.retention.queries import Kept, Masking
from sotto.trust.retention.rules import AtWriting
from sotto.trust.retention.services.errors import MaskingRefused, NoSuchClass, PeriodRefused
from sotto.trust.tenants.services import current_tenant

_INSIDE = {AtWriting.FULL, AtWriting.NONE}  # A colleague's extension is no secret here.


@transaction.atomic
def choose_period(
    retention: Retention, *, period: timedelta, unread: timedelta | None = None, now: datetime
) -> Kept:
    """Keep a class for so long from now on, what is stored already included. now: aware, UTC.

    unread: after so long even an unheard message goes; None: it waits to be heard.
    Raises NoSuchClass, PeriodRefused.
    """
    if not retention.monthly:
        raise NoSuchClass
    at_present = queries.kept(retention)
    limit = at_present.limit
    chosen = [period] if unread is None else [period, unread]
    if not all(limit.least <= one <= at_present.most for one in chosen):
        raise PeriodRefused(limit.least, at_present.most, limit.because)
    if unread is not None and unread < period:
        raise PeriodRefused(period, at_present.most, limit.because)
    decision = PeriodDecision.objects.create(
        tenant_id=current_tenant(),
        retention=retention.code,
        days=period.days,
        unread_days=None if unread is None else unread.days,
        decided_at=now,
        decided_by=current_actor().id,
    )
    record("retention:period:chosen", object_id=decision.pk)
    events.publish(PeriodChosen(current_tenant(), retention.code))
    return queries.kept(retention)


@transaction.atomic
def choose_masking(
    *, inside: AtWriting, outside: AtWriting, after: timedelta | None, now: datetime
) -> Masking:
    """What is stored of calls inside, and of outside numbers. now: aware, UTC.

    after: calls so old get their outside numbers masked where they are stored. Raises
    MaskingRefused.
    """
    if inside not in _INSIDE or (after is not None and after < timedelta(days=1)):
        raise MaskingRefused
    decision = MaskingDecision.objects.create(
        tenant_id=current_tenant(),
        inside=inside,
        outside=outside,
        after_days=None if after is None else after.days,
        decided_at=now,
        decided_by=current_actor().id,
    )
    record("retention:masking:chosen", object_id=decision.pk)
    events.publish(MaskingChosen(current_tenant()))
    return queries.masking()
