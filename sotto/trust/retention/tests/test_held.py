"""While a hold stands, the timer leaves what it keeps, and the month's key with it (PBX-71)."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from sotto.features.calls.models import Call
from sotto.features.voicemail.models import Hearing, Mailbox, Message
from sotto.features.voicemail.services import mark_heard
from sotto.personal_data.actor import acting
from sotto.personal_data.vocabulary import CALL_DETAIL, VOICEMAIL, Purpose
from sotto.trust.holds import services
from sotto.trust.holds.models import Hold
from sotto.trust.retention.queries import dark_months, kept
from sotto.trust.retention.rules import month_of
from sotto.trust.retention.services import preview_of, run
from sotto.trust.tenants.models import Tenant
from sotto.trust.tenants.services import within

from .conftest import TODAY, calls_of, message_of, months_ago

pytestmark = pytest.mark.room

OLD = months_ago(6)


def hold_on(subject: UUID, *, retention: int = CALL_DETAIL.code) -> Hold:
    review = datetime.now(UTC).date() + timedelta(days=30)
    with acting(str(uuid4())):
        hold = services.place(subject, reason="A claim", review_on=review, retentions=[retention])
    with acting(str(uuid4())):
        return services.approve(hold)


def lift(hold: Hold) -> None:
    with acting(str(uuid4())):
        asked = services.lift(hold)
    with acting(str(uuid4())):
        services.approve_lift(asked)


def forget(tenant: Tenant) -> None:
    with acting(purpose=Purpose.RETAIN):
        run(tenant.pk, now=TODAY)


def test_the_timer_leaves_what_is_held_and_takes_it_once_the_hold_is_lifted(
    old_office: Tenant,
) -> None:
    held, _ = calls_of(OLD, old_office, count=2)
    subject = uuid4()
    Call.objects.filter(pk=held.pk).update(caller=subject)
    with within(old_office.pk):
        hold = hold_on(subject)
    forget(old_office)
    assert set(Call.objects.values_list("pk", flat=True)) == {held.pk}
    assert month_of(OLD) not in dark_months(CALL_DETAIL)
    with within(old_office.pk):
        lift(hold)
    forget(old_office)
    assert not Call.objects.exists()
    assert month_of(OLD) in dark_months(CALL_DETAIL)


def test_a_message_that_is_held_keeps_its_hearing_and_is_shown_as_held(mailbox: Mailbox) -> None:
    message = message_of(OLD, mailbox)
    mark_heard(message, now=TODAY - timedelta(days=100))
    hold_on(mailbox.owner, retention=VOICEMAIL.code)
    run(message.tenant_id, now=TODAY)
    assert Message.objects.filter(hearing__isnull=False).count() == 1
    assert Hearing.objects.count() == 1
    month = preview_of(kept(VOICEMAIL), now=TODAY).months[0]
    assert (month.due, month.spared) == (0, {"under a legal hold": 1})
