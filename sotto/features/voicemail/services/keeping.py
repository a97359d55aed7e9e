"""How long messages stay: what the timer has to know of them, and what their owner chooses.

A message that waits is not deleted under its owner's nose, unless the tenant set a period for
those as well. One that waited long may be heard again for a week (PBX-71, APP-70, UCC-70).
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from sotto.features.voicemail.models import Mailbox, Message, OwnPeriod
from sotto.features.voicemail.services.errors import OwnPeriodRefused
from sotto.features.voicemail.services.listening import delete_message
from sotto.personal_data.registry import holding_of
from sotto.personal_data.vocabulary import VOICEMAIL
from sotto.trust.audit.services import record
from sotto.trust.holds.queries import held_in
from sotto.trust.retention import queries as retention
from sotto.trust.retention.queries import Kept
from sotto.trust.retention.rules import HEARD_GRACE, Clock
from sotto.trust.retention.services import Shelf, look_at_clock
from sotto.trust.tenants.services import within

WAITING = _("not heard yet, or only just")


def spared_messages(kept: Kept, now: datetime) -> Q:
    """now: aware, UTC."""
    unheard = Q(hearing=None)
    if kept.unread is not None:
        unheard &= Q(began_at__gte=now - kept.unread)
    return unheard | Q(hearing__heard_at__gt=now - HEARD_GRACE)


MESSAGES = Shelf(begun="began_at", spares=spared_messages, ground=WAITING)


@transaction.atomic
def choose_own_period(mailbox: Mailbox, *, days: int | None, now: datetime) -> None:
    """Heard messages go so many days after they were left; None: as the tenant keeps them.

    Raises OwnPeriodRefused for more than the tenant's period.
    """
    if days is None:
        OwnPeriod.objects.filter(mailbox=mailbox).delete()
    elif not 1 <= days <= retention.kept(VOICEMAIL).period.days:
        raise OwnPeriodRefused
    else:
        OwnPeriod.objects.update_or_create(
            mailbox=mailbox,
            defaults={
                "tenant_id": mailbox.tenant_id,
                "owner": mailbox.owner,
                "days": days,
                "chosen_at": now,
            },
        )
    record("voicemail:period:chosen", object_id=mailbox.pk, subject=mailbox.owner)


def forget_by_choice(tenant: UUID, *, now: datetime) -> int:
    """Delete what owners wanted deleted by now; what is held stays. How many messages.

    Call it outside `within`. Each message is a transaction of its own. now: aware, UTC; a clock in
    doubt deletes nothing.
    """
    with within(tenant):
        if look_at_clock(now=now) is not Clock.GOOD:
            return 0
        due = [message for own in OwnPeriod.objects.all() for message in _due(own, now)]
    for message in due:
        with within(tenant):
            delete_message(message)
    return len(due)


def _due(own: OwnPeriod, now: datetime) -> QuerySet[Message]:
    before = now - timedelta(days=own.days)
    heard = Message.objects.filter(mailbox=own.mailbox_id, began_at__lt=before)
    return heard.exclude(hearing=None).exclude(held_in(holding_of(Message)))
