"""What would go, and when, counted before it goes."""

from datetime import timedelta

import pytest

from sotto.features.calls.models import Call
from sotto.features.voicemail.models import Mailbox, Message
from sotto.features.voicemail.services import mark_heard
from sotto.personal_data.registry import holdings
from sotto.personal_data.vocabulary import CALL_DETAIL, VOICEMAIL, Retention
from sotto.trust.retention import rules
from sotto.trust.retention.models import ClockFault
from sotto.trust.retention.services import Preview, choose_period, preview
from sotto.trust.retention.services.shelves import ages_with_another, has_age
from sotto.trust.tenants.models import Tenant

from .conftest import TODAY, calls_of, message_of, months_ago

pytestmark = pytest.mark.room


def preview_of(retention: Retention) -> Preview:
    return next(one for one in preview(now=TODAY) if one.kept.retention == retention)


def test_every_table_of_a_monthly_class_tells_its_age_or_goes_with_one_that_does() -> None:
    silent = [
        one.label
        for one in holdings()
        if one.declared.retention.monthly
        and not (has_age(one) or one.declared.append_only)
        and not ages_with_another(one, one.declared.retention)
    ]
    assert silent == []


def test_calls_are_counted_by_the_month_in_which_they_were_sealed(old_office: Tenant) -> None:
    calls_of(months_ago(5), old_office, count=4)
    calls_of(months_ago(1), old_office, count=2)
    found = preview_of(CALL_DETAIL)
    assert [(one.first_day.month, one.rows, one.due) for one in found.months] == [
        (months_ago(5).month, 4, 4),
        (months_ago(1).month, 2, 0),
    ]
    assert found.months[0].people == 2
    assert found.months[1].goes == rules.kept_until(
        found.months[1].month, timedelta(days=90)
    ) + timedelta(days=1)


def test_an_unheard_message_is_spared_and_a_heard_one_is_due(mailbox: Mailbox) -> None:
    message_of(months_ago(6), mailbox)
    heard = message_of(months_ago(6), mailbox)
    mark_heard(heard, now=TODAY - timedelta(days=100))
    month = preview_of(VOICEMAIL).months[0]
    assert (month.rows, month.files, month.due, month.spared) == (
        2,
        2,
        1,
        {"not heard yet, or only just": 1},
    )


def test_a_preview_of_another_period_changes_nothing(old_office: Tenant) -> None:
    calls_of(months_ago(2), old_office)
    before = preview_of(CALL_DETAIL)
    other = choose_period(CALL_DETAIL, period=timedelta(days=1), now=TODAY)
    assert before.months[0].due == 0
    assert preview_of(CALL_DETAIL).months[0].due == 3
    assert next(iter(preview(now=TODAY, kept=[before.kept]))).months[0].due == 0
    assert other.period == timedelta(days=1)
    assert Call.objects.count() == 3


def test_a_month_in_doubt_is_not_due(old_office: Tenant) -> None:
    calls_of(months_ago(6), old_office)
    ClockFault.objects.create(
        tenant=old_office, showed=months_ago(6), known=TODAY.date(), found_at=TODAY
    )
    month = preview_of(CALL_DETAIL).months[0]
    assert (month.due, month.is_in_doubt) == (0, True)


def test_a_message_goes_on_its_day_not_only_with_its_month(mailbox: Mailbox) -> None:
    choose_period(VOICEMAIL, period=timedelta(days=10), now=TODAY)
    for age in (9, 11):
        message = message_of((TODAY - timedelta(days=age)).date(), mailbox)
        mark_heard(message, now=TODAY - timedelta(days=8))
    assert sum(month.due for month in preview_of(VOICEMAIL).months) == 1
    assert Message.objects.count() == 2
