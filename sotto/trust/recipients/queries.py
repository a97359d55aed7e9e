"""Reads: the register, transfers and notices of the current tenant."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from sotto.personal_data.records import unseal
from sotto.trust.access.models import Account
from sotto.trust.recipients.models import Notice, Recipient, Transfer
from sotto.trust.recipients.rules import Channel


def recipients() -> Sequence[Recipient]:
    """All, opened; those that get nothing any more come with them, since they may be told."""
    return unseal(list(Recipient.objects.all()))


def recipients_visible_to(actor: Account) -> Sequence[Recipient]:
    return recipients() if actor.is_officer else []


def recipient_by_id(recipient: UUID) -> Recipient | None:
    return Recipient.objects.filter(pk=recipient).first()


def transfers_of(subject: UUID) -> list[Transfer]:
    """What of this subject went to whom, newest first."""
    return list(Transfer.objects.filter(owner=subject).select_related("recipient"))


def transfers() -> QuerySet[Transfer]:
    """Newest first."""
    return Transfer.objects.select_related("recipient")


def notices_of(subject: UUID) -> list[Notice]:
    return list(Notice.objects.filter(owner=subject).select_related("recipient"))


def notices() -> QuerySet[Notice]:
    """Newest first."""
    return Notice.objects.select_related("recipient")


def unanswered() -> QuerySet[Notice]:
    """What is still to be sent, told, or answered."""
    return notices().filter(answered_at=None)


def due(*, now: datetime) -> QuerySet[Notice]:
    """To be sent now by machine, or to be reminded of."""
    by_machine = ~Q(recipient__channel=Channel.MANUAL)
    return notices().filter(by_machine, answered_at=None, impossible_at=None, next_at__lte=now)


def names_of(found: Sequence[Notice | Transfer]) -> dict[UUID, str]:
    """The names of these rows' recipients, by recipient."""
    opened = unseal(list({one.recipient_id: one.recipient for one in found}.values()))
    return {one.pk: one.details["name"] or "" for one in opened}
