"""A customer is removed: who got its data is remembered elsewhere before its keys are destroyed.

What is remembered is about organisations: their names, addresses and secrets, under the estate's
keys. It names nobody of the customer, and not what of whom was passed on: all of it must go.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from sotto.backbone import events, jobs
from sotto.personal_data.records import unseal
from sotto.trust.audit.services import record
from sotto.trust.recipients import queries
from sotto.trust.recipients.events import NoticeTurned
from sotto.trust.recipients.models import Notice, Recipient
from sotto.trust.recipients.rules import ESTATE_LIVES, Channel, Topic
from sotto.trust.tenants.models import Tenant
from sotto.trust.tenants.queries import tenant_by_id
from sotto.trust.tenants.services import current_tenant, open_estate, within


@transaction.atomic
def bequeath() -> list[UUID]:
    """One notice for each recipient that ever got data of the current tenant; none is sent yet.

    Once, with the transaction in which it happens. Which recipients can't be read any more.
    """
    tenant = tenant_by_id(current_tenant())
    got = unseal(list(Recipient.objects.exclude(transfers=None).distinct()))
    readable = [one for one in got if not one.details.erased]
    if readable:
        estate = open_estate(tenant)
        with within(estate.pk):
            for one in readable:
                _bequeath(one, estate, about=tenant.pk)
    return [one.pk for one in got if one.details.erased]


@transaction.atomic
def release(estate: UUID) -> None:
    """Let them go out. May be repeated: what was sent is not sent again."""
    now = timezone.now()
    with within(estate):
        waiting = queries.unanswered().filter(sent_at=None, impossible_at=None, next_at=None)
        waiting.exclude(recipient__channel=Channel.MANUAL).update(next_at=now)
        jobs.later("recipients.deliver_now", tenant=estate)


def is_settled(*, now: datetime) -> bool:
    """Whether the current estate has nothing left to do: all have answered, or long enough."""
    waiting = queries.unanswered()
    return not waiting.filter(made_at__gt=now - ESTATE_LIVES).exists()


@transaction.atomic
def give_up(*, now: datetime) -> None:
    """Before the current estate goes: who has not answered is silent, or was never reached."""
    for notice in queries.unanswered().select_for_update(of=("self",)):
        notice.next_at = None
        if notice.sent_at is None:
            notice.impossible_at = notice.impossible_at or now
        notice.save()
        events.publish(NoticeTurned(current_tenant(), notice.owner, notice.pk))


def _bequeath(one: Recipient, estate: Tenant, *, about: UUID) -> None:
    heir = Recipient.objects.create(
        tenant=estate,
        details=dict(one.details),
        channel=one.channel,
        ground=one.ground,
        categories=one.categories,
        country=one.country,
        added_at=one.added_at,
        ended_at=timezone.now(),
    )
    notice = Notice.objects.create(
        tenant=estate,
        recipient=heir,
        owner=about,
        topic=Topic.REMOVAL,
        made_at=timezone.now(),
    )
    record("recipients:notice:made", object_id=notice.pk, subject=about)
