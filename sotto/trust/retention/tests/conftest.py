"""An office in Germany that is a year old, with calls and messages of several months."""

from datetime import UTC, date, datetime, timedelta

import pytest

from sotto.features.calls.models import Call
from sotto.features.calls.services import record_reports
from sotto.features.calls.tests.test_services import ended
from sotto.features.directory.services import add_person
from sotto.features.voicemail.models import Mailbox, Message
from sotto.features.voicemail.tests.conftest import leave
from sotto.trust.retention import rules
from sotto.trust.retention.models import KnownDay
from sotto.trust.retention.tests.ageing import sealed_on
from sotto.trust.tenants.models import Tenant

TODAY = datetime.now(UTC).replace(hour=3)
A_YEAR_AGO = TODAY - timedelta(days=365)


def months_ago(months: int) -> date:
    """The middle of an earlier month."""
    month = rules.month_of(TODAY.date()) - months
    return rules.first_day(month) + timedelta(days=14)


def calls_of(day: date, tenant: Tenant, count: int = 3) -> list[Call]:
    """Stored as if it were that day."""
    before = set(Call.objects.values_list("pk", flat=True))
    record_reports([ended(tenant) for _ in range(count)])
    rows = list(Call.objects.exclude(pk__in=before))
    sealed_on(day, rows)
    return list(Call.objects.filter(pk__in=[row.pk for row in rows]))


def message_of(day: date, mailbox: Mailbox) -> Message:
    """Left on that day, and not heard."""
    message = leave(mailbox)
    assert message is not None
    began = datetime.combine(day, datetime.min.time(), UTC)
    Message.objects.filter(pk=message.pk).update(began_at=began, finished_at=began)
    sealed_on(day, [message])
    return Message.objects.get(pk=message.pk)


@pytest.fixture
def old_office(office: Tenant) -> Tenant:
    """Its clock was right until yesterday."""
    office.made_at, office.country = A_YEAR_AGO, "DE"
    office.save()
    KnownDay.objects.create(tenant=office, day=(TODAY - timedelta(days=1)).date())
    return office


@pytest.fixture
def mailbox(old_office: Tenant) -> Mailbox:
    person = add_person(name="Ada Example", extension="2001")
    return Mailbox.objects.get(person=person)
