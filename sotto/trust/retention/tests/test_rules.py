"""Months end when even their last day was kept long enough; clocks are doubted."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotto.keyring.periods import Period
from sotto.trust.retention import rules
from sotto.trust.retention.rules import Clock, Fault

pytestmark = pytest.mark.rules

DAYS = st.dates(min_value=date(2005, 1, 1), max_value=date(2080, 1, 1))
PERIODS = st.integers(min_value=1, max_value=4000).map(lambda days: timedelta(days=days))


@given(DAYS)
def test_months_count_as_the_keyring_counts_them(day: date) -> None:
    month = Period.of(2, day).month
    assert rules.month_of(day) == month
    assert rules.first_day(month) <= day <= rules.last_day(month)


@given(DAYS, PERIODS)
def test_nothing_goes_before_its_period_and_nothing_stays_a_month_longer(
    day: date, period: timedelta
) -> None:
    goes = rules.kept_until(rules.month_of(day), period)
    assert period <= goes - day < period + rules.LONGEST_MONTH


@given(DAYS, PERIODS)
def test_the_last_expired_month_is_over_and_the_one_after_it_is_not(
    today: date, period: timedelta
) -> None:
    month = rules.last_expired_month(period, today=today)
    assert rules.kept_until(month, period) < today <= rules.kept_until(month + 1, period)


@given(DAYS, st.integers(min_value=40, max_value=400))
def test_the_longest_choice_keeps_the_ceiling_on_every_day(day: date, ceiling: int) -> None:
    most = rules.longest_choice(timedelta(days=ceiling))
    gone = rules.kept_until(rules.month_of(day), most) + rules.A_DAY
    assert gone - day <= timedelta(days=ceiling)


@pytest.mark.parametrize(
    ("today", "judged"),
    [
        (date(2026, 11, 22), Clock.GOOD),
        (date(2026, 11, 29), Clock.GOOD),
        (date(2026, 11, 30), Clock.AHEAD),
        (date(2031, 11, 22), Clock.AHEAD),
        (date(2026, 11, 21), Clock.BEHIND),
        (date(2019, 1, 1), Clock.BEHIND),
    ],
)
def test_a_clock_that_jumps_is_doubted(today: date, judged: Clock) -> None:
    assert rules.judge(today, known=date(2026, 11, 22)) is judged


def test_what_was_sealed_while_the_clock_was_behind_is_as_young_as_the_day_it_was_found() -> None:
    fault = Fault(showed=date(2026, 5, 3), known=date(2026, 8, 9))
    period = timedelta(days=30)
    doubted = rules.months_in_doubt([fault], period=period, today=date(2026, 9, 30))
    assert doubted == [rules.month_of(date(2026, month, 1)) for month in (5, 6, 7)]
    assert rules.months_in_doubt([fault], period=period, today=date(2026, 10, 1)) == []
