"""Recipients say what they did: by the link in their letter, or to somebody who notes it."""

import hashlib
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from sotto.backbone import events
from sotto.personal_data.actor import current_actor
from sotto.trust.audit.services import record
from sotto.trust.recipients.events import NoticeTurned
from sotto.trust.recipients.models import Notice
from sotto.trust.recipients.rules import Answer
from sotto.trust.recipients.services.errors import LinkSpent, NoticeUnknown
from sotto.trust.tenants.queries import find_tenant
from sotto.trust.tenants.services import current_tenant, within

_TENANT_DIGITS = 32


@transaction.atomic
def note_answer(notice: UUID, answer: Answer) -> Notice:
    """An officer was told, or told the recipient by hand. Raises NoticeUnknown."""
    found = Notice.objects.select_for_update().filter(pk=notice).first()
    if found is None:
        raise NoticeUnknown
    found.noted_by = current_actor().id
    return _answered(found, answer)


def notice_of_link(token: str) -> tuple[UUID, UUID]:
    """The tenant and the notice to which a link belongs. Raises LinkSpent."""
    tenant, digest = _read(token)
    with within(tenant):
        found = Notice.objects.filter(token_digest=digest, answered_at=None).first()
        if found is None:
            raise LinkSpent
        return tenant, found.pk


def answer_by_link(token: str, answer: Answer) -> None:
    """Once. Raises LinkSpent."""
    tenant, digest = _read(token)
    with within(tenant):
        waiting = Notice.objects.select_for_update().filter(token_digest=digest)
        found = waiting.filter(answered_at=None).first()
        if found is None:
            raise LinkSpent
        _answered(found, answer)


def _answered(found: Notice, answer: Answer) -> Notice:
    now = timezone.now()
    found.answer, found.answered_at, found.next_at = answer, now, None
    found.sent_at, found.token_digest = found.sent_at or now, None
    found.save()
    record("recipients:notice:answered", object_id=found.pk, subject=found.owner)
    events.publish(NoticeTurned(current_tenant(), found.owner, found.pk))
    return found


def _read(token: str) -> tuple[UUID, bytes]:
    """A link names its tenant: notices lie behind row-level security. Raises LinkSpent."""
    try:
        tenant = find_tenant(UUID(hex=token[:_TENANT_DIGITS]))
    except ValueError:
        raise LinkSpent from None
    if tenant is None:
        raise LinkSpent
    return tenant.pk, hashlib.sha256(token[_TENANT_DIGITS:].encode()).digest()
