"""A request comes in: by its person in the portal, or taken down by an officer. All or nothing."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from sotto.personal_data.actor import current_actor
from sotto.personal_data.keys import SubjectErased
from sotto.personal_data.models import Erasure
from sotto.personal_data.vocabulary import Purpose
from sotto.trust.audit.services import record
from sotto.trust.consents.services import object_to
from sotto.trust.requests import queries, rules
from sotto.trust.requests.models import DataRequest, IdentityCheck, Receipt
from sotto.trust.requests.rules import Channel, Kind, Proof
from sotto.trust.requests.services.errors import (
    ErasureWaits,
    PurposeMissing,
    ReceivedLater,
    SubjectGone,
    TooLong,
)
from sotto.trust.requests.services.steps import add_step
from sotto.trust.tenants.services import current_tenant
from sotto.web.errors import Refused


@dataclass(frozen=True, slots=True, repr=False)
class Intake:
    """What is taken down. asker: who asks, when it isn't the person itself. Never in a log."""

    asker: str = ""
    reach: str = ""
    text: str = ""


@transaction.atomic
def open_request(
    kind: Kind,
    subject: UUID,
    *,
    channel: Channel,
    intake: Intake,
    received_on: date | None = None,
    purpose: Purpose | None = None,
) -> DataRequest:
    """The clock runs from the day it was received. An objection blocks its purpose at once.

    received_on: UTC; today without it. Raises ReceivedLater, TooLong, PurposeMissing, SubjectGone,
    ErasureWaits, and of consents PurposeUnknown, AlreadyObjected.
    """
    today = timezone.now().date()
    _check(kind, intake, received_on or today, today, purpose)
    request = _new_row(subject, intake)
    request.kind, request.channel, request.purpose = kind, channel, purpose or ""
    request.received_on = received_on or today
    try:
        with transaction.atomic():  # What is refused must not take the others along.
            request.save(force_insert=True)
    except SubjectErased:
        raise _why_nothing_is_stored(subject) from None
    record("requests:request:opened", object_id=request.pk, subject=subject)
    if kind is Kind.OBJECTION and purpose is not None:
        request.effect = object_to(subject, purpose, reason=intake.text).pk
        request.save(update_fields=["effect"])
    if channel is Channel.PORTAL:  # Whoever signed in is who it is, and sees what has come.
        add_step(request, IdentityCheck, proof=Proof.SIGNED_IN)
        add_step(request, Receipt)
    return request


def _why_nothing_is_stored(subject: UUID) -> Refused:
    waits = Erasure.objects.filter(subject=subject, cancelled_at=None, final_at=None).exists()
    return ErasureWaits(subject) if waits else SubjectGone(subject)


def _new_row(subject: UUID, intake: Intake) -> DataRequest:
    actor, tenant = current_actor(), current_tenant()
    said = {"asker": intake.asker, "reach": intake.reach, "text": intake.text}
    return DataRequest(
        tenant_id=tenant,
        owner=subject,
        about_owner={name: text.strip() for name, text in said.items()},
        number=_next_number(tenant),
        at=rules.not_before(timezone.now(), queries.last_stamps()),
        actor=actor.id,
        interface=actor.interface,
    )


def _check(
    kind: Kind, intake: Intake, received_on: date, today: date, purpose: Purpose | None
) -> None:
    if not rules.is_past_or_today(received_on, today=today):
        raise ReceivedLater
    if len(intake.text) > rules.LETTERS:
        raise TooLong
    if max(len(intake.asker), len(intake.reach)) > rules.LINE_LETTERS:
        raise TooLong
    if (kind is Kind.OBJECTION) != (purpose is not None):
        raise PurposeMissing


def _next_number(tenant: UUID) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", (f"requests {tenant}",))
    last: int | None = DataRequest.objects.aggregate(last=Max("number"))["last"]
    return (last or 0) + 1
