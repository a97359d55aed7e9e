"""Notices go out: by mail, by webhook; again until they are taken, and reminded until answered."""

import hashlib
import secrets
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction
from django.urls import reverse

from sotto.backbone import events
from sotto.engines import EngineUnavailable
from sotto.engines.mail.client import Letter, MailClient, Mailer, MailRefused
from sotto.engines.webhook.client import Message, WebhookClient, WebhookRefused, Webhooks
from sotto.engines.webhook.config import WebhookConfig
from sotto.engines.webhook.health import trial
from sotto.personal_data.fields import Opened
from sotto.trust.audit.services import record
from sotto.trust.recipients import queries, rules
from sotto.trust.recipients.events import NoticeTurned
from sotto.trust.recipients.models import Notice
from sotto.trust.recipients.rules import Answer, Channel
from sotto.trust.recipients.services.errors import NoMailServer, RecipientUnknown
from sotto.trust.recipients.services.wording import letter_text, trial_text
from sotto.trust.tenants.queries import tenant_by_id
from sotto.trust.tenants.services import current_tenant, within

log = structlog.get_logger()


def deliver_due(
    tenant: UUID, *, now: datetime, mailer: Mailer | None = None, webhooks: Webhooks | None = None
) -> int:
    """Send what is due in one tenant, each in a transaction of its own. How many were taken.

    Call it outside `within`. now: aware. Who is away is tried again later; nothing is lost.
    """
    with within(tenant):
        waiting = list(queries.due(now=now).values_list("pk", flat=True))
    taken = 0
    for notice in waiting:
        with within(tenant):
            taken += _deliver(notice, now, mailer or _mailer(), webhooks or _webhooks())
    return taken


def try_recipient(recipient: UUID) -> None:
    """Send a trial message that is about nobody. Raises what stands in the way.

    RecipientUnknown, NoMailServer, EngineUnavailable, MailRefused, WebhookRefused.
    """
    found = queries.recipient_by_id(recipient)
    if found is None:
        raise RecipientUnknown
    details = found.details
    if found.channel == Channel.EMAIL:
        mailer = _mailer()
        if mailer is None:
            raise NoMailServer
        mailer.send(Letter(details["address"], "Sotto", trial_text()))
    elif found.channel == Channel.WEBHOOK:
        _webhooks().post(details["address"], trial(), secret=details["secret"])
    record("recipients:recipient:tried", object_id=found.pk)


def _deliver(pk: UUID, now: datetime, mailer: Mailer | None, webhooks: Webhooks) -> bool:
    """Two workers at once: the second finds it locked and leaves it."""
    notice = Notice.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=pk).first()
    if notice is None or notice.answered_at is not None:
        return False
    details = notice.recipient.details
    token = secrets.token_urlsafe(32)
    try:
        with transaction.atomic():
            said = _send(notice, details, token, now, mailer, webhooks)
    except EngineUnavailable as away:
        _try_later(notice, now)
        log.warning("recipients.not_reached", notice=str(pk), engine=away.engine)
        return False
    except (MailRefused, WebhookRefused, ValueError):
        _give_up(notice, now)
        return False
    _note_sent(notice, token, now, said)
    return True


def _send(
    notice: Notice,
    details: Opened,
    token: str,
    now: datetime,
    mailer: Mailer | None,
    webhooks: Webhooks,
) -> dict[str, Any]:  # Any: JSON
    """What was answered at once."""
    if notice.recipient.channel == Channel.EMAIL:
        if mailer is None:
            raise EngineUnavailable("mail")
        tenant = tenant_by_id(notice.tenant_id)
        text = letter_text(notice, tenant, link=_link(notice.tenant_id, token))
        mailer.send(Letter(details["address"], f"Sotto: {notice.topic}", text))
        return {}
    body = {
        "type": f"data.{notice.topic}",
        "notice": str(notice.pk),
        "references": notice.references,
        "fields": notice.fields,
        "is_reminder": notice.sent_at is not None,
        "customer": tenant_by_id(notice.tenant_id).name,
        "answer": _link(notice.tenant_id, token),
    }
    message = Message(str(notice.pk), int(now.timestamp()), body)
    return webhooks.post(details["address"], message, secret=details["secret"])


def _note_sent(notice: Notice, token: str, now: datetime, said: dict[str, Any]) -> None:
    notice.reminders += notice.sent_at is not None
    notice.sent_at = notice.sent_at or now
    notice.attempts = 0
    notice.next_at = rules.next_reminder(notice.reminders, now=now)
    notice.token_digest = hashlib.sha256(token.encode()).digest()
    answer = said.get("status")
    if answer in [one.value for one in Answer]:  # Whatever it is; a set would want a hash.
        notice.answer, notice.answered_at, notice.next_at = str(answer), now, None
    notice.save()
    record("recipients:notice:sent", object_id=notice.pk, subject=notice.owner)
    events.publish(NoticeTurned(current_tenant(), notice.owner, notice.pk))


def _try_later(notice: Notice, now: datetime) -> None:
    notice.attempts += 1
    notice.next_at = rules.next_attempt(notice.attempts, now=now)
    notice.save()


def _give_up(notice: Notice, now: datetime) -> None:
    """This way never: somebody has to tell the recipient, and note it."""
    notice.impossible_at, notice.next_at = now, None
    notice.save()
    record("recipients:notice:impossible", object_id=notice.pk, subject=notice.owner)
    events.publish(NoticeTurned(current_tenant(), notice.owner, notice.pk))


def _link(tenant: UUID, token: str) -> str:
    configuration = settings.SOTTO
    path = reverse("recipients:answer", args=[f"{tenant.hex}{token}"])
    return f"https://{configuration.host_name}:{configuration.ports.web}{path}"


def _mailer() -> Mailer | None:
    """None where no server is set: notices wait."""
    config = settings.SOTTO.mail
    return None if config is None else MailClient(config)


def _webhooks() -> Webhooks:
    return WebhookClient(WebhookConfig(settings.SOTTO.webhook_ca_file))
