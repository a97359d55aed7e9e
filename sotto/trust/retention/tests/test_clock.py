"""A clock that is wrong by years deletes nothing early."""

from datetime import UTC, datetime, timedelta

import pytest

from sotto.trust.audit.models import Entry
from sotto.trust.retention import queries
from sotto.trust.retention.models import KnownDay
from sotto.trust.retention.rules import Clock
from sotto.trust.retention.services import DayRefused, confirm_day, look_at_clock
from sotto.trust.tenants.models import Tenant

from .conftest import TODAY

pytestmark = pytest.mark.room

YEARS = timedelta(days=1500)


def test_day_after_day_is_believed(old_office: Tenant) -> None:
    seen = [look_at_clock(now=TODAY + timedelta(days=day)) for day in range(10)]
    assert set(seen) == {Clock.GOOD}


def test_a_jump_ahead_waits_until_somebody_confirms_the_day(old_office: Tenant) -> None:
    ahead = TODAY + YEARS
    assert look_at_clock(now=ahead) is Clock.AHEAD
    assert queries.doubted_day() == ahead.date()
    with pytest.raises(DayRefused):
        confirm_day(TODAY.date(), now=ahead)
    confirm_day(ahead.date(), now=ahead)
    assert look_at_clock(now=ahead) is Clock.GOOD
    assert queries.doubted_day() is None


def test_a_clock_that_is_right_again_needs_no_confirming(old_office: Tenant) -> None:
    look_at_clock(now=TODAY + YEARS)
    assert look_at_clock(now=TODAY) is Clock.GOOD
    assert queries.doubted_day() is None


def test_the_known_day_never_goes_back(old_office: Tenant) -> None:
    look_at_clock(now=TODAY)
    assert look_at_clock(now=TODAY - YEARS) is Clock.BEHIND
    assert KnownDay.objects.get().day == TODAY.date()
    assert queries.days_of_faults() == [(TODAY - YEARS).date()]


def test_a_doubt_is_raised_once_however_often_one_looks(old_office: Tenant) -> None:
    for _ in range(3):
        look_at_clock(now=TODAY + YEARS)
    assert Entry.objects.filter(action="retention:clock:doubted").count() == 1


def test_a_new_tenant_s_clock_counts_from_the_day_it_was_made(office: Tenant) -> None:
    office.made_at = datetime(2026, 1, 1, tzinfo=UTC)
    office.save()
    assert look_at_clock(now=datetime(2026, 1, 8, tzinfo=UTC)) is Clock.GOOD
    assert look_at_clock(now=datetime(2026, 1, 16, tzinfo=UTC)) is Clock.AHEAD
