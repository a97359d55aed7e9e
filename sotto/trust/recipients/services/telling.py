"""Whoever was given somebody's data gets a notice of what becomes of it (Art. 19)."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from sotto.backbone import jobs
from sotto.trust.audit.services import record
from sotto.trust.recipients.models import Notice, Transfer
from sotto.trust.recipients.rules import Topic
from sotto.trust.tenants.services import current_tenant


@transaction.atomic
def tell(subject: UUID, topic: Topic, *, fields: Sequence[str] = ()) -> list[Notice]:
    """One notice for each recipient that ever got something of this subject; sent by a job.

    An erasure is told once, however often this is asked. fields: of a rectification.
    """
    references: dict[UUID, list[str]] = defaultdict(list)
    for transfer in Transfer.objects.filter(owner=subject):
        references[transfer.recipient_id].append(str(transfer.pk))
    told = set()
    if topic is Topic.ERASURE:
        told = set(
            Notice.objects.filter(owner=subject, topic=topic).values_list("recipient", flat=True)
        )
    now = timezone.now()
    made = [
        Notice.objects.create(
            tenant_id=current_tenant(),
            recipient_id=recipient,
            owner=subject,
            topic=topic,
            references=ids,
            fields=list(fields),
            made_at=now,
            next_at=now,
        )
        for recipient, ids in references.items()
        if recipient not in told
    ]
    for notice in made:
        record("recipients:notice:made", object_id=notice.pk, subject=subject)
    if made:
        jobs.later("recipients.deliver_now", tenant=current_tenant())
    return made
